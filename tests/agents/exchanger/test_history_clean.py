"""Clean films: with geometry, with a data sheet only, with next to nothing."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.agents.exchanger import bundle
from greenlang.agents.exchanger.history import clean
from greenlang.agents.exchanger.history.properties import Liquids, liquids
from greenlang.agents.exchanger.model import (
    Assay,
    Design,
    Exchanger,
    Fluid,
    Petroleum,
    Plant,
    PropertyTable,
    Shell,
    Space,
    Tubes,
)
from greenlang.core.errors import InsufficientData
from greenlang.library.heat.bell_delaware import shell as bell_shell

Floats = NDArray[np.float64]
OIL = Petroleum(34.0, 11.8, ((313.15, 4.6e-6), (373.15, 1.6e-6)))
HEAVY = Petroleum(25.0, 11.8, ((313.15, 20e-6), (373.15, 5e-6)))
BARE = PropertyTable(((300.0, None, 2000.0, None, None), (600.0, None, 2600.0, None, None)))
TUBES = Tubes(420, 2, 0.0254, 0.02118, 6.1, 45.0)
SHELL = Shell(d_i=0.83, layout=90, pitch=0.03175, baffle_spacing=0.3, baffle_count=18)


def exchanger(
    tubes: Tubes | None = TUBES, shell: Shell | None = SHELL, u_clean: float | None = 450.0
) -> Exchanger:
    return Exchanger(
        "E",
        "shell_tube",
        "E 1-2",
        200.0,
        {"hot": "ago", "cold": "crude"},
        {"hot": "shell", "cold": "tube"},
        tubes=tubes,
        shell=shell,
        design=Design(u_clean=u_clean),
    )


def oils(fluid: Fluid = OIL, *assays: Assay) -> Liquids:
    plant = Plant("P", "EUR", "UTC", None, 288.0, {"ago": fluid, "crude": fluid}, (), assays=assays)
    return liquids(plant, 0.0, 86_400.0)


def states(m_cold: Floats) -> Floats:
    n = len(m_cold)
    columns = (520.0, 470.0, 420.0, 440.0, 45.0)
    return np.column_stack([*(np.full(n, v) for v in columns), m_cold])


LOADS = np.array([80.0, 110.0])
ROWS = np.arange(2)


def test_the_tube_film_follows_its_flow_and_the_shell_film_does_not() -> None:
    found = clean.films(exchanger(), states(LOADS), oils(), ROWS)
    exponent = np.log(found.tube[1] / found.tube[0]) / np.log(LOADS[1] / LOADS[0])
    assert -0.95 < exponent < -0.78
    assert found.shell[0] == found.shell[1]
    assert abs(found.wall - 0.0254 * np.log(0.0254 / 0.02118) / 90.0) < 1e-12
    assert 200.0 < 1.0 / (found.wall + found.shell[0] + found.tube[0]) < 1000.0


def test_bell_delaware_is_that_of_the_library_at_every_hour() -> None:
    shell = replace(SHELL, dotl=0.79, baffle_cut=0.25, strips=2, to_shell=0.005, to_tube=0.0008)
    kern = exchanger(TUBES, shell)
    bell = replace(kern, model="bell_delaware")
    x = states(LOADS)
    x[1, 4] = 60.0
    by_kern, by_bell = (clean.films(asset, x, oils(), ROWS) for asset in (kern, bell))
    assert np.array_equal(by_kern.tube, by_bell.tube)
    assert np.all(abs(np.log(by_bell.shell / by_kern.shell)) < 0.7)
    exponent = np.log(by_bell.shell[1] / by_bell.shell[0]) / np.log(60.0 / 45.0)
    assert -0.65 < exponent < -0.55
    s = clean.stream(bell, "hot", x, oils(), ROWS)
    flow = bell_shell.flow(bundle.of_plant(TUBES, shell), s.m, s.mu)
    h = bell_shell.film(flow, s.cp, s.cp * s.mu / s.k)[1]
    assert np.allclose(by_bell.shell * h, 1.0)


def test_without_drawings_the_data_sheet_sets_the_scale() -> None:
    found = clean.films(exchanger(None, None), states(LOADS), oils(), ROWS)
    middle = found.wall + np.mean(found.shell) + np.sqrt(found.tube[0] * found.tube[1])
    assert abs(middle * 450.0 - 1.0) < 1e-3
    exponent = np.log(found.tube[1] / found.tube[0]) / np.log(LOADS[1] / LOADS[0])
    assert abs(exponent + 0.8) < 1e-9
    assert found.prior == clean.POWER_LAW_PRIOR


def test_without_viscosity_flow_alone_counts() -> None:
    found = clean.films(exchanger(), states(LOADS), oils(BARE), ROWS)
    assert found.prior == clean.POWER_LAW_PRIOR
    assert abs(np.log(found.tube[1] / found.tube[0]) / np.log(LOADS[1] / LOADS[0]) + 0.8) < 1e-9


def test_without_a_data_sheet_the_cleanest_hours_do() -> None:
    blank = exchanger(None, None, None)
    found = clean.films(blank, states(LOADS), oils(), ROWS, least=2.2e-3)
    assert abs(found.shell[0] / 1.1e-3 - 1.0) < 1e-6
    with pytest.raises(InsufficientData, match="u_clean"):
        clean.films(blank, states(LOADS), oils(), ROWS)


def test_properties_follow_the_assay_of_the_day() -> None:
    oil = oils(OIL, Assay(10, "crude", HEAVY))
    t, rows = np.full(20, 420.0), np.arange(20)
    rho = oil.density("crude", t, rows)
    assert np.all(rho[:10] == rho[0])
    assert np.all(rho[10:] == rho[10])
    assert rho[10] > rho[0] + 30.0
    assert np.all(oil.density("ago", t, rows) == rho[0])
    later = oil.density("crude", t[12:], rows[12:])
    assert np.all(later == rho[10])


def test_an_assay_before_the_history_holds_from_the_start() -> None:
    plant = Plant(
        "P", "EUR", "UTC", None, 288.0, {"crude": OIL}, (), assays=(Assay(3, "crude", HEAVY),)
    )
    oil = liquids(plant, 10 * 86_400.0, 86_400.0)
    assert oil.parts["crude"][0][0] == 0
    assert len(oil.parts["crude"]) == 1


def test_a_film_that_thins_out_along_the_unit_weighs_where_the_heat_crosses() -> None:
    x, rows, oil = states(np.array([60.0])), np.zeros(1, np.int64), oils(HEAVY)
    parts: dict[Space, Floats] = {"shell": np.array([8e-4]), "tube": np.array([6e-4])}
    found = clean.along(exchanger(), parts, x, oil, rows)

    def ln_mu(name: str, hot: float, cold: float) -> float:
        mu = [oil.viscosity(name, np.array([t]), rows)[0] for t in (hot, cold)]
        return float(np.log(mu[1] / mu[0]))

    # Viscosity to 0.27 in the shell, 0.47 in tubes; 80 K at the hot end, 50 K at the other.
    fall = (0.6 - 1 / 3) * 8e-4 * ln_mu("ago", 520.0, 470.0)
    fall += (0.8 - 1 / 3) * 6e-4 * ln_mu("crude", 440.0, 420.0)
    z = np.linspace(0.0, 1.0, 1001)
    r, apart = 2e-3 - fall * z, 50.0 * (80.0 / 50.0) ** z
    assert found[0] == pytest.approx(np.average(r, weights=apart) - r.mean(), rel=0.02)
    assert found[0] < 0.0


def test_nothing_is_said_where_temperatures_cross_or_viscosities_are_not_known() -> None:
    x, rows = states(np.array([60.0])), np.zeros(1, np.int64)
    parts: dict[Space, Floats] = {"shell": np.array([8e-4]), "tube": np.array([6e-4])}
    assert clean.along(exchanger(), parts, x, oils(BARE), rows)[0] == 0.0
    x[0, 3] = 530.0
    assert clean.along(exchanger(), parts, x, oils(), rows)[0] == 0.0
