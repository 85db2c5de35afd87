"""Properties of fluids: published numbers, one way for every kind, refusals."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from greenlang.core.errors import ImpossibleState, InputError, InsufficientData, OutsideValidity
from greenlang.core.provenance import audit
from greenlang.core.ranges import collected
from greenlang.library.fluids import petroleum, properties
from greenlang.library.fluids.kinds import (
    Constant,
    Petroleum,
    Pure,
    Table,
    TableRow,
    ViscosityPoint,
    Water,
)

CRUDE = Petroleum(
    34.0, 11.8, (ViscosityPoint(313.15, 4.6e-6), ViscosityPoint(373.15, 1.6e-6)), group="crude"
)
ROWS: tuple[tuple[Any, ...], ...] = (
    (300, 2000, 850, "3e-3", "0.13"),
    (400, 2300, 780, "4e-4", "0.11"),
    (500, 2500, 700, "1e-4", "0.10"),
)
TABLE = Table(tuple(TableRow(*map(float, row)) for row in ROWS))
EXACT_TABLE = Table(tuple(TableRow(*map(Decimal, row)) for row in ROWS))
FLUIDS = (CRUDE, Constant(2200.0, 800.0, 1e-3, 0.12), TABLE, Water(1e6), Pure("Toluene", 5e5))


def _fahrenheit(t: float) -> float:
    return (t - 32) / 1.8 + 273.15


def _exact(fluid: Any) -> Any:
    if isinstance(fluid, tuple):
        return tuple(map(_exact, fluid))
    if hasattr(fluid, "__dataclass_fields__"):
        return type(fluid)(*(_exact(getattr(fluid, f)) for f in fluid.__dataclass_fields__))
    return Decimal(repr(fluid)) if isinstance(fluid, float) else fluid


def test_heat_capacity_of_kern_is_met() -> None:
    """Kern's chart: 0.49 Btu/lb F at 129 degF for 34 API, K 11.8; kerosene 42 API 0.59 at 280."""
    crude = properties.cp(properties.ready(CRUDE), _fahrenheit(129)) / 4186.8
    kerosene = properties.cp(properties.ready(Petroleum(42.0, 11.8)), _fahrenheit(280)) / 4186.8
    assert crude == pytest.approx(0.490, abs=5e-4)
    assert kerosene == pytest.approx(0.587, abs=5e-4)


@pytest.mark.parametrize("fluid", FLUIDS, ids=lambda f: type(f).__name__)
def test_enthalpy_is_the_integral_of_heat_capacity(fluid: Any) -> None:
    liquid = properties.ready(fluid)
    t = np.linspace(310.0, 390.0, 801)
    cp = properties.cp(liquid, t) * np.ones(801)
    area = np.sum((cp[1:] + cp[:-1]) / 2) * (t[1] - t[0])
    found = properties.h_diff(liquid, t[-1:], t[:1])
    np.testing.assert_allclose(found, area, rtol=1e-6)
    above = properties.h(liquid, t)
    np.testing.assert_allclose(above[-1] - above[0], area, rtol=1e-6)


@pytest.mark.parametrize("fluid", FLUIDS, ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("name", ["cp", "rho", "mu", "k"])
def test_a_case_and_an_array_agree(fluid: Any, name: str) -> None:
    function = getattr(properties, name)
    exact = function(properties.ready(_exact(fluid)), Decimal(350))
    fast = function(properties.ready(fluid), np.array([350.0]))
    np.testing.assert_allclose(fast, float(exact), rtol=2e-9)


def test_small_differences_keep_their_digits() -> None:
    liquid = properties.ready(CRUDE)
    small = properties.h_diff(liquid, 400.0 + 1e-6, 400.0)
    step = (400.0 + 1e-6) - 400.0
    assert small == pytest.approx(step * properties.cp(liquid, 400.0), rel=1e-8)


def test_temperature_after_heat_comes_back() -> None:
    for fluid in (_exact(CRUDE), Constant(Decimal(2200))):
        liquid = properties.ready(fluid)
        dh = properties.h_diff(liquid, Decimal(450), Decimal(380))
        t = properties.t_after(liquid, Decimal(380), dh)
        assert abs(t - 450) < Decimal("1E-25")
    with pytest.raises(InsufficientData, match="measure it"):
        properties.t_after(EXACT_TABLE, Decimal(380), Decimal(1000))


def test_density_falls_as_the_standard_says() -> None:
    """rho60 itself at 60 degF; crude at 850 kg/m3 expands by 4.72e-4 per degF there."""
    rho_60 = float(petroleum.density_60(petroleum.specific_gravity(34.0)))
    liquid = properties.ready(CRUDE)
    assert properties.rho(liquid, _fahrenheit(60)) == pytest.approx(rho_60, rel=1e-12)
    slope = (properties.rho(liquid, _fahrenheit(61)) / rho_60 - 1) / 1
    assert slope == pytest.approx(-341.0957 / rho_60**2, rel=2e-3)


def test_viscosity_passes_through_its_points() -> None:
    liquid = properties.ready(CRUDE)
    for point in CRUDE.viscosity:
        assert properties.nu(liquid, point.t) == pytest.approx(point.nu, rel=2e-4)  # type: ignore[arg-type]
    assert properties.nu(liquid, 340.0) < 4.6e-6  # type: ignore[arg-type]


def test_what_was_not_measured_is_refused() -> None:
    bare = properties.ready(Petroleum(34.0, 11.8))
    with pytest.raises(InsufficientData, match="viscosity is known at 0 temperatures"):
        properties.mu(bare, 350.0)
    with pytest.raises(InsufficientData, match="rho of the fluid is not given"):
        properties.rho(Constant(2000.0), 350.0)
    with pytest.raises(InsufficientData, match="gives mu in 0 of 2 rows"):
        properties.mu(Table((TableRow(300.0, 2000.0), TableRow(400.0, 2100.0))), 350.0)
    rising = (
        ViscosityPoint(Decimal(313), Decimal("1e-6")),
        ViscosityPoint(Decimal(373), Decimal("2e-6")),
    )
    with pytest.raises(ImpossibleState, match="viscosity must fall"):
        properties.mu(
            properties.ready(Petroleum(Decimal(34), Decimal("11.8"), rising)), Decimal(350)
        )
    with pytest.raises(InputError, match="did you mean 'Toluene'"):
        properties.rho(Pure("toluen", 1e5), 300.0)


def test_a_table_ends_where_it_ends() -> None:
    with pytest.raises(OutsideValidity, match="300 to 500 K; extend the table"):
        properties.cp(EXACT_TABLE, Decimal(501))
    cp = properties.cp(TABLE, np.array([299.0, 300.0, 450.0, 500.0, 501.0]))
    np.testing.assert_allclose(cp, [np.nan, 2000, 2400, 2500, np.nan])


def test_beyond_its_range_a_correlation_says_so() -> None:
    with collected() as found:
        properties.rho(properties.ready(CRUDE), np.array([400.0, 430.0, 500.0]))
    assert found["fluids.petroleum.density", "t"].outside == 2


def test_a_record_names_the_rows_that_it_used() -> None:
    audited = audit(_cp_of_table, _exact(TABLE))
    assert '"choose":"t_a <= t and t <= t_b"' in audited.record.content


def _cp_of_table(x: Table) -> TableRow:
    t = x.rows[1].t
    return TableRow(t, properties.cp(x, t))
