"""Reconciled states close the balances; what is missing follows from them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import balance
from greenlang.agents.exchanger.history.component import _without_idle
from greenlang.agents.exchanger.history.network import Component, components
from greenlang.agents.exchanger.history.suspects import TagTable
from greenlang.agents.exchanger.model import Exchanger, Network, Petroleum, Plant, Tag
from greenlang.library.reconcile import difference_check

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
T = {"A": ("T1", "T2", "T3", "T4"), "B": ("T5", "T6", "T4b", "T7")}
ROLES = ("t_hot_in", "t_hot_out", "t_cold_in", "t_cold_out")


def exchanger(name: str) -> Exchanger:
    tags = dict(zip(ROLES, T[name], strict=True)) | {"m_hot": f"F{name}", "m_cold": "FC"}
    return Exchanger(
        name,
        "shell_tube",
        "E 1-2",
        100.0,
        {"hot": "ago", "cold": "crude"},
        {"hot": "shell", "cold": "tube"},
        tags={
            role: Tag(tag, "degC" if role[0] == "t" else "kg/s", 1.0) for role, tag in tags.items()
        },
    )


def component() -> Component:
    fluids = {"crude": Petroleum(34.0, 11.8), "ago": Petroleum(30.0, 11.8)}
    plant = Plant(
        "P", "EUR", "UTC", None, 288.0, fluids, (exchanger("A"), exchanger("B")),
        network=Network(cold=(("crude", "A", "B"),)),
    )  # fmt: skip
    (only,) = components(plant)
    return only


def enthalpy(_fluid: str, t: Floats, _rows: Ints) -> tuple[Floats, Floats]:
    """Heat capacity 2000 + 3 (T - 400)."""
    x = t - 400.0
    return 2000.0 * x + 1.5 * x * x, 2000.0 + 3.0 * x


TRUE = {
    "T1": 480.0, "T2": 450.0, "T3": 400.0, "T4": 415.0, "T4b": 415.0, "T5": 520.0, "T6": 480.0,
}  # fmt: skip


def truth() -> dict[str, float]:
    h = {
        k: float(enthalpy("", np.array([v]), np.zeros(1, np.int64))[0][0]) for k, v in TRUE.items()
    }
    m_cold = 100.0
    x = dict(TRUE) | {"FC": m_cold}
    x["FA"] = m_cold * (h["T4"] - h["T3"]) / (h["T1"] - h["T2"])
    x["FB"] = 50.0
    rise = 50.0 * (h["T5"] - h["T6"]) / m_cold + h["T4"]
    x["T7"] = 400.0 + (-2000.0 + np.sqrt(2000.0**2 + 6.0 * rise)) / 3.0
    return x


def measured(scatter: float, rows: int = 200) -> tuple[tuple[str, ...], Floats, Floats]:
    of = component()
    tags = tuple(dict.fromkeys(tag for tag, _ in of.measured))
    draw = np.random.default_rng(2)
    x = np.array([truth()[tag] for tag in tags])
    sigma = np.where(x > 200.0, 0.5, 0.01 * x)
    return (
        tags,
        x + scatter * sigma * draw.normal(size=(rows, len(tags))),
        np.broadcast_to(sigma, (rows, len(tags))),
    )


def states(x: Floats, sigma: Floats, tags: tuple[str, ...], on: NDArray[np.bool_]) -> Floats:
    of = component()
    nodes = balance.node_values(of, tags, x, sigma)
    result, active = balance.balanced(of, nodes, on, enthalpy)
    return balance.states(result, balance.ports(of), active)


def imbalance(x: Floats) -> Floats:
    of = component()
    nodes = np.zeros((len(x), len(of.fluid)))
    place = balance.ports(of)
    rows = np.arange(len(x))
    for i in range(2):
        nodes[:, place[i]] = x[:, i]
    every = np.ones(len(x), np.bool_)
    parts = [balance.energy(of, six, nodes, every, enthalpy, rows)[0] for six in place]
    return np.stack(parts, axis=1)


def test_balances_close_and_errors_shrink() -> None:
    tags, x, sigma = measured(1.0)
    on = np.ones((len(x), 2), np.bool_)
    found = states(x, sigma, tags, on)
    assert np.max(np.abs(imbalance(found))) < 1e-9
    np.testing.assert_array_equal(found[:, 0, 3], found[:, 1, 2])
    # Two thermometers on one pipe, and two balances.
    assert np.std(found[:, 0, 3]) < 0.75 * 0.5


def test_a_missing_state_follows_from_the_balance() -> None:
    tags, x, sigma = measured(0.0)
    for tag, unit, state in (("FB", 1, 4), ("T7", 1, 3), ("T1", 0, 0)):
        gap = x.copy()
        gap[:, tags.index(tag)] = np.nan
        found = states(gap, sigma, tags, np.ones((len(x), 2), np.bool_))
        np.testing.assert_allclose(found[:, unit, state], truth()[tag], rtol=1e-6)


def test_two_missing_states_are_not_guessed() -> None:
    tags, x, sigma = measured(1.0)
    x = x.copy()
    x[:, [tags.index("FB"), tags.index("T7")]] = np.nan
    found = states(x, sigma, tags, np.ones((len(x), 2), np.bool_))
    assert np.isnan(found[:, 1]).all()
    assert np.isfinite(found[:, 0]).all()


def test_out_of_service_there_is_no_balance() -> None:
    tags, x, sigma = measured(1.0)
    on = np.ones((len(x), 2), np.bool_)
    on[:100, 1] = False
    found = states(x, sigma, tags, on)
    assert np.isnan(found[:100, 1]).all()
    assert np.isfinite(found[:100, 0]).all()
    assert np.isfinite(found[100:]).all()


def test_slopes_are_derivatives() -> None:
    of = component()
    constraints = balance.balances(of, np.ones((1, 2), np.bool_), enthalpy)
    tags, x, sigma = measured(0.0, rows=1)
    nodes = balance.node_values(of, tags, x, sigma).x[0]
    point = np.append(nodes, [0.0, 0.0])
    # Energy is a share of the duty, whose own change is left out of the slope near balance.
    assert difference_check(constraints, point, 1e-4 * np.maximum(np.abs(point), 1.0)) < 1e-3


def test_idle_water_below_freezing_breaks_no_balance() -> None:
    """Out of service a pipe may be colder than its liquid can be: it has no enthalpy then."""
    only = component()
    six = balance.ports(only)[0]
    x = np.zeros((2, len(only.fluid)))
    x[:, six] = [[320.0, 310.0, 295.0, 305.0, 10.0, 10.0], [274.0, 272.0, 270.0, 271.0, 0.0, 0.0]]

    def water(_fluid: str, t: Floats, _rows: Ints) -> tuple[Floats, Floats]:
        frozen = t < 273.15
        return np.where(frozen, np.nan, 4186.0 * t), np.where(frozen, np.nan, 4186.0)

    g, slopes = balance.energy(only, six, x, np.array([True, False]), water, np.arange(2))
    assert g == pytest.approx([0.0, 0.0])
    assert np.isfinite(slopes).all()
    assert np.all(slopes[1] == 0.0)


def test_an_idle_exchanger_does_not_lend_its_thermometer_to_the_pipe() -> None:
    """T4 and T4b show one pipe; while A is out, only B's own thermometer counts for it."""
    only, (tags, x, sigma) = component(), measured(0.0, 4)
    assets = {name: exchanger(name) for name in only.assets}
    off = np.array([[True, False], [False, False], [False, True], [True, True]])
    table = _without_idle(only, assets, TagTable(tags, x, sigma), off)
    a, b = (table.x[:, tags.index(tag)] for tag in ("T4", "T4b"))
    assert np.isnan(a).tolist() == [True, False, False, False]
    assert np.isnan(b).tolist() == [False, False, True, False]
    others = [k for k, tag in enumerate(tags) if tag not in {"T4", "T4b"}]
    assert np.array_equal(table.x[:, others], x[:, others])
