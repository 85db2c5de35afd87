"""The audited train: against the vectorised one, energy, recycles, and what cannot be."""

import copy
from typing import Any

import numpy as np
import pytest

from greenlang.agents.agent import agent
from greenlang.agents.exchanger import train as vectorised
from greenlang.agents.exchanger.model import Exchanger
from greenlang.core.cases import case_from
from greenlang.core.errors import GreenlangError, ImpossibleState, InputError
from greenlang.core.provenance import audit
from greenlang.core.verify import verify

TRAIN = agent("exchanger").analysis("train")


def example() -> Any:
    return copy.deepcopy(dict(TRAIN.example))


def run(given: Any) -> Any:
    return audit(TRAIN.run, case_from(TRAIN.case, given))


def _sized(given: Any) -> Any:
    """The example with an area for every exchanger, as the vectorised train wants it."""
    given["units"][2] = {
        "name": "E-103", "arrangement": "counterflow", "area": "300 m2", "u_clean": "400 W/m2/K",
        "r_f": "5e-4 m2 K/W",
    }  # fmt: skip
    return given


def test_cleaning_one_unit_is_what_the_vectorised_train_says() -> None:
    given = _sized(example())
    r = run(given).result
    r_f = [6e-4, 1.1e-3, 5e-4]
    stages = tuple(
        vectorised.Stage(
            Exchanger(
                unit["name"], "shell_tube", unit["arrangement"], float(unit["area"][:3]),
                {"hot": "a", "cold": "b"}, {"hot": "shell", "cold": "tube"},
                shells=unit.get("shells", 1),
            ),
            float(unit["u_clean"][:3]), float(state.c_hot), float(state.c_cold),
            float(state.t_hot_in), float(state.t_cold_in), fouled,
        )
        for unit, state, fouled in zip(given["units"], r.units, r_f, strict=True)
    )  # fmt: skip
    hot = np.zeros((3, 3))
    hot[2, 1] = 1.0
    cold = np.zeros((3, 3))
    cold[1] = [0.55, 0.0, 0.45]
    of = vectorised.Train(
        stages, hot, cold, np.array([0.0, 290e3, 0.0]), 290e3, (np.arange(3),)
    )  # fmt: skip
    states = vectorised.resimulated(of, np.array([r_f, [r_f[0], 0.0, r_f[2]]]))
    for row, found in ((0, r.units), (1, r.units_cleaned)):
        np.testing.assert_allclose(states.duty[row], [float(u.q) for u in found], rtol=1e-9)
        np.testing.assert_allclose(states.t_hot_in[row], [float(u.t_hot_in) for u in found])
    gained = 290e3 * (states.furnace_inlet[1] - states.furnace_inlet[0])
    assert float(r.furnace_saving) == pytest.approx(gained, rel=1e-8)
    phi = vectorised.network_values(of, np.array([r_f]))
    assert float(r.network_value) == pytest.approx(phi[1], rel=1e-8)


def test_heat_is_neither_made_nor_lost() -> None:
    given = example()
    given["links"][2].pop("dt")
    audited = run(given)
    r = audited.result
    (furnace,) = r.ends
    gained = float(furnace.c) * (float(furnace.t) - 391.15)
    assert gained == pytest.approx(float(sum(unit.q for unit in r.units)), rel=1e-12)
    assert float(r.furnace_saving) == pytest.approx(float(sum(c.q for c in r.unit_changes)))
    assert 0 < r.network_value < 1
    assert verify(audited.record).steps > 100


def test_a_recycle_of_flow_and_of_heat_closes() -> None:
    """A third of the product goes back in front of its own exchanger."""
    given: Any = {
        "units": [{"name": "E", "arrangement": "counterflow", "ua": "50 kW/K"}],
        "sources": [
            {"name": "feed", "t": "50 degC", "c": "20 kW/K"},
            {"name": "oil", "t": "200 degC", "c": "40 kW/K"},
        ],
        "links": [
            {"origin": "feed", "target": "E.cold"},
            {"origin": "E.cold", "target": "E.cold", "share": "0.3333333333"},
            {"origin": "E.cold", "target": "product", "share": "0.6666666667"},
            {"origin": "oil", "target": "E.hot"},
        ],
    }
    audited = run(given)
    (unit,) = audited.result.units
    (end,) = audited.result.ends
    assert float(unit.c_cold) == pytest.approx(30e3, rel=1e-8)
    assert float(end.c) == pytest.approx(20e3, rel=1e-8)
    assert float(unit.q) == pytest.approx(20e3 * (float(end.t) - 323.15), rel=1e-8)
    assert verify(audited.record)


def test_a_flow_that_only_feeds_itself_is_refused() -> None:
    given: Any = {
        "units": [{"name": "E", "arrangement": "counterflow", "ua": "50 kW/K"}],
        "sources": [{"name": "oil", "t": "200 degC", "c": "40 kW/K"}],
        "links": [
            {"origin": "E.cold", "target": "E.cold"},
            {"origin": "oil", "target": "E.hot"},
        ],
    }
    with pytest.raises(ImpossibleState, match=r"E\.cold: these flows only feed themselves"):
        run(given)


def test_a_draw_off_is_said() -> None:
    given = example()
    given["links"][0]["share"] = "50 %"
    assert "5 % of crude leaves the train" in run(given).result.assumed


def _change(given: Any, path: str, value: Any) -> Any:
    *parents, last = path.split("/")
    at = given
    for key in parents:
        at = at[int(key)] if isinstance(at, list) else at[key]
    if value is None:
        del at[int(last) if isinstance(at, list) else last]
    else:
        at[last] = value
    return given


@pytest.mark.parametrize(
    ("path", "value", "error", "said"),
    [
        ("links/4", None, InputError, "E-101.hot is fed by nothing"),
        ("links/0/origin", "crud", InputError, "did you mean 'crude'"),
        ("links/0/target", "E-101.clod", InputError, "did you mean 'E-101.cold'"),
        ("links/0/share", "70 %", ImpossibleState, "shares add up to 1.15"),
        ("links/0/share", None, InputError, "need the share of each"),
        ("links/0/share", "-10 %", ImpossibleState, "above 0"),
        ("clean", ["E-109"], InputError, "no unit of the train"),
        ("clean", ["E-103"], InputError, "needs area and u_clean"),
        ("furnace", "H-2", InputError, "no link leads to 'H-2'"),
        ("units/2/ua", None, InputError, "give ua, or area and u_clean"),
        ("units/2/name", "E-101", InputError, "given twice"),
        ("sources/0/c", "-5 kW/K", ImpossibleState, "capacity rate of -5000"),
    ],
)
def test_what_cannot_be_is_refused(
    path: str, value: Any, error: type[GreenlangError], said: str
) -> None:
    with pytest.raises(error, match=said):
        run(_change(example(), path, value))
