"""Rating: the state against the geometry, every part summed, and what cannot be."""

from collections.abc import Mapping
from typing import Any

import pytest

from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.errors import (
    GreenlangError,
    ImpossibleState,
    InputError,
    InsufficientData,
    OutsideValidity,
)
from greenlang.core.provenance import audit
from greenlang.core.verify import verify

RATING = agent("exchanger").analysis("rating")


def changed(given: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data with some of its fields replaced, nested by mapping."""
    out = dict(given)
    for name, value in change.items():
        nested = isinstance(value, Mapping) and isinstance(out.get(name), Mapping)
        out[name] = changed(out[name], value) if nested else value
    return out


def rated(**change: Any) -> Any:
    return audit(RATING.run, case_from(RATING.case, changed(RATING.example, change))).result


def test_the_sums_of_a_rating() -> None:
    r = rated()
    u_film = 1 / sum(part.r for part in r.resistances[:3])
    assert u_film == pytest.approx(r.u_clean)
    assert 1 / sum(part.r for part in r.resistances) == pytest.approx(r.u_service)
    assert sum(part.share for part in r.resistances) == pytest.approx(1)
    assert float(r.state.r_f) == pytest.approx(float(1 / r.state.u - 1 / r.u_clean))
    for side in (r.hot, r.cold):
        assert sum(part.dp for part in side.drop.parts) == pytest.approx(side.drop.total)
    assert r.area_required * r.u_service == pytest.approx(r.state.ua)
    assert r.cold.drop.fouled > r.cold.drop.total
    assert r.q_clean > r.state.q


def test_the_wall_lies_between_the_streams_and_closes_the_balance() -> None:
    r = rated()
    for end in ("hot_end", "cold_end", "mean"):
        hot, cold = getattr(r.hot, end), getattr(r.cold, end)
        assert cold.bulk < cold.film < cold.surface < hot.surface < hot.film < hot.bulk
    assert r.hot.properties.mu_wall > r.hot.properties.mu
    assert r.cold.properties.mu_wall < r.cold.properties.mu


def test_a_rating_verifies_and_shows_every_factor() -> None:
    audited = audit(RATING.run, case_from(RATING.case, RATING.example))
    assert verify(audited.record).steps > 200
    assert audited.result.details.j_l < 1
    kern = rated(method="kern")
    assert kern.details.d_e > 0
    assert kern.u_clean == pytest.approx(audited.result.u_clean, rel=0.5)


def test_what_is_not_measured_is_said() -> None:
    bare = {"baffles": {"to_shell": None, "to_tube": None, "spacing_in": None}, "dotl": None}
    said = " ".join(rated(geometry=bare).assumed)
    for text in ("roughness", "outer tube limit", "baffle and shell", "holes", "end spacings"):
        assert text in said


def test_what_assumed_clearances_cost_is_shown() -> None:
    assert rated().details.spread is None
    tight = {"to_shell": "2.5 mm", "to_tube": "0.5 mm"}
    assert rated(geometry={"baffles": tight}).details.spread is None
    bare = {"baffles": {"to_shell": None, "to_tube": None}, "dotl": None}
    found = rated(geometry=bare)
    spread = found.details.spread
    assert spread.clearances == ("baffle to shell", "tube to baffle hole", "bundle to shell")
    assert spread.h == pytest.approx(found.hot.h)
    assert spread.dp == found.hot.drop.total
    assert spread.h_twice < spread.h < spread.h_half
    assert spread.dp_twice < spread.dp < spread.dp_half


def test_the_spread_of_one_clearance_is_what_the_clearance_itself_gives() -> None:
    """Half of what is assumed for the shell, 3.1 mm + 0.004 d_s, given as a measure."""
    spread = rated(geometry={"baffles": {"to_shell": None}}).details.spread
    given = rated(geometry={"baffles": {"to_shell": "3.65 mm"}})
    assert spread.clearances == ("baffle to shell",)
    pairs = ((spread.dp_half, given.hot.drop.total), (spread.h_half, given.hot.h))
    for half, measure in pairs:
        assert float(half) == pytest.approx(float(measure), rel=2e-3)  # the wall differs a little


def test_parallel_shells_share_both_flows() -> None:
    """Twice the flows in two parallel shells: the same films and drops, twice duty and area."""
    one, streams = rated(), {}
    for side, m in (("hot", "216 t/h"), ("cold", "390 t/h")):
        streams[side] = {"m": m}
    two = rated(**streams, geometry={"parallel": 2}, q_design="9.8 MW")
    assert float(two.area) == pytest.approx(2 * float(one.area))
    assert float(two.state.q) == pytest.approx(2 * float(one.state.q))
    for name in ("u_clean", "overdesign"):
        assert float(getattr(two, name)) == pytest.approx(float(getattr(one, name)))
    for side in ("hot", "cold"):
        a, b = getattr(one, side), getattr(two, side)
        assert float(b.drop.total) == pytest.approx(float(a.drop.total))
    assert "both flows divided equally among 2 parallel shells" in two.assumed


@pytest.mark.parametrize(
    ("letter", "passes", "mass", "drop"),
    [("F", 4, 2, 1), ("G", 2, 1, 1 / 2), ("H", 2, 1 / 2, 1 / 4), ("J", 2, 1 / 2, 1 / 2)],
)
def test_other_shells_by_kern_divide_the_flow(
    letter: str, passes: int, mass: float, drop: float
) -> None:
    """Mass velocity as the streams and the longitudinal baffle divide it; dp = f G^2 times path."""
    shell = {"shell_type": letter, "passes": passes}
    e, other = rated(method="kern"), rated(method="kern", geometry=shell)
    assert float(other.hot.mass_velocity) == pytest.approx(mass * float(e.hot.mass_velocity))
    f = float(other.details.f) / float(e.details.f)
    bundle = [float(side.drop.parts[0].dp) for side in (e.hot, other.hot)]
    assert bundle[1] / bundle[0] == pytest.approx(f * mass**2 * drop, rel=1e-2)  # another wall
    assert any(said.startswith(f"{letter} shell by Kern") for said in other.assumed)


def test_an_x_shell_has_no_baffles_to_be_rated_by() -> None:
    with pytest.raises(InputError, match=r"X shell.*resistances"):
        rated(method="kern", geometry={"shell_type": "X"})


OIL = {"cp": "2400", "rho": "780", "mu": "8e-4", "k": "0.11"}


def fluids(**cold: Any) -> dict[str, Any]:
    """The example's state with another fluid on the cold side."""
    example = RATING.example
    return {**example, "cold": {**example["cold"], "fluid": cold}}


@pytest.mark.parametrize(
    ("fluid", "said"),
    [
        ({"kind": "constant", **OIL, "bubble_point": "140 degC"}, "passes its bubble point"),
        ({"kind": "water", "pressure": "3 bar a"}, "passes its bubble point"),
        ({"kind": "pure", "name": "Toluene", "pressure": "3 bar a"}, "passes its bubble point"),
        ({"kind": "pure", "name": "Toluene", "pressure": "3.4 bar a"}, "boils from 432.68"),
        (
            {"kind": "table", "rows": [{"t": "390", **OIL}, {"t": "430", **OIL, "mu": "9e-4"}]},
            "viscosity rises",
        ),
    ],
)
def test_what_is_no_one_phase_is_refused(fluid: dict[str, Any], said: str) -> None:
    with pytest.raises(ImpossibleState, match=said):
        audit(RATING.run, case_from(RATING.case, {**fluids(**fluid), "balance": "flag"}))


def test_a_wall_on_which_water_boils_is_refused() -> None:
    hot = {**RATING.example["hot"], "fluid": {"kind": "water", "pressure": "30 bar a"}}
    case = {**fluids(kind="water", pressure="5 bar a"), "hot": hot, "balance": "flag"}
    case["cold"] = {**case["cold"], "t_out": "150 degC"}
    with pytest.raises(ImpossibleState, match=r"wall lies at .* beyond saturation at 424\.98"):
        audit(RATING.run, case_from(RATING.case, case))


def test_a_fluid_of_an_engine_closes_at_the_wall() -> None:
    toluene = fluids(kind="pure", name="Toluene", pressure="10 bar a")
    audited = audit(RATING.run, case_from(RATING.case, {**toluene, "balance": "flag"}))
    verify(audited.record)
    assert "cold: properties between five rows of CoolProp" in audited.result.assumed[-1]
    side = audited.result.cold.properties
    assert 0.8 < side.mu_wall / side.mu < 1


@pytest.mark.parametrize("outside", [("300 K", "330 K"), ("440 K", "500 K")])
def test_a_stream_beyond_its_table_is_refused(outside: tuple[str, str]) -> None:
    rows = [{"t": t, **OIL} for t in outside]
    rows[1]["mu"] = "7e-4"
    with pytest.raises(OutsideValidity, match="extend the table"):
        audit(RATING.run, case_from(RATING.case, fluids(kind="table", rows=rows)))


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"geometry": {"baffles": {"cut": "60 %"}}}, ImpossibleState, "leaves tubes unsupported"),
        ({"geometry": {"pitch": "19 mm"}}, ImpossibleState, "pitch must exceed"),
        ({"geometry": {"tubes": 9000}}, ImpossibleState, "fit into this shell"),
        ({"geometry": {"dotl": "1.05 m"}}, ImpossibleState, "inside the shell"),
        ({"geometry": {"plugged": 820}}, ImpossibleState, "leave none"),
        (
            {"geometry": {"baffles": {"spacing": "1 m", "spacing_in": None, "spacing_out": None}}},
            ImpossibleState,
            "do not fit into the tube length",
        ),
        ({"geometry": {"lanes": 2}}, InputError, "need their width"),
        ({"geometry": {"length": "0 m"}}, ImpossibleState, "division by zero"),
        ({"geometry": {"baffles": {"count": 0}}}, ImpossibleState, "least possible"),
        ({"geometry": {"nozzles": {"tube_in": "0 mm"}}}, ImpossibleState, "division by zero"),
        ({"geometry": {"passes": 5}}, InputError, "unknown"),
        ({"geometry": {"shell_type": "J"}}, InputError, "E shells"),
        ({"geometry": {"parallel": 0}}, ImpossibleState, "one or more"),
        ({"hot": {"fluid": {"viscosity": []}}}, InsufficientData, "measure it"),
        ({"cold": {"fluid": {"bubble_point": "150 degC"}}}, ImpossibleState, "split by zones"),
        ({"geometry": {"d_i": "20 mm"}}, ImpossibleState, "must be the larger"),
    ],
)
def test_what_cannot_be_is_refused(
    change: dict[str, Any], error: type[GreenlangError], said: str
) -> None:
    with pytest.raises(error, match=said):
        rated(**change)


KERN_11_1: dict[str, Any] = {
    "hot": {
        "fluid": {
            "kind": "constant", "cp": "0.58 Btu/lb/F", "rho": "47.4 lb/ft3",
            "mu": "1.5 cP", "k": "0.0731 Btu/h/ft/F",
        },
        "t_in": "340 degF", "t_out": "240 degF", "m": "29800 lb/h",
    },
    "cold": {
        "fluid": {
            "kind": "constant", "cp": "0.56 Btu/lb/F", "rho": "44.9 lb/ft3",
            "mu": "0.54 cP", "k": "0.0797 Btu/h/ft/F",
        },
        "t_in": "200 degF", "t_out": "230 degF", "m": "103000 lb/h",
    },
    "geometry": {
        "kind": "shell_tube", "d_s": "15.25 in", "tubes": 124, "d_o": "0.75 in", "d_i": "0.62 in",
        "length": "16 ft", "pitch": "1 in", "layout": "90", "passes": 2,
        "k_wall": "26 Btu/h/ft/F", "baffles": {"count": 54, "cut": "25 %", "spacing": "3.5 in"},
    },
    "method": "kern", "tube_film": "sieder_tate", "balance": "flag",
}  # fmt: skip


def test_kern_example_11_1() -> None:
    """Straw oil on naphtha, Kern (1950), p. 231-233, to what charts, slide rule and F allow.

    k follows from the printed k (c mu/k)^(1/3) of 0.224 and 0.167 Btu/h ft2 (F/ft).
    """
    r = audit(RATING.run, case_from(RATING.case, KERN_11_1)).result
    film, psi, inch = 5.678263, 6894.757, 0.62 / 0.75
    printed = {
        "LMTD 69.3 F": (r.state.lmtd, 69.3 / 1.8, 0.002),
        "F 0.885": (r.state.f, 0.885, 0.02),
        "area 390 ft2": (r.area, 390 * 0.09290304, 0.003),
        "U_D 72.3": (r.state.u, 72.3 * film, 0.02),
        "shell Re 7000": (r.hot.re, 7000, 0.01),
        "tube Re 31 300": (r.cold.re, 31_300, 0.01),
        "h_o 130": (r.hot.h, 130 * film, 0.05),
        "h_io 272": (float(r.cold.h) * inch, 272 * film, 0.06),
        "shell drop 5.2 psi": (r.hot.drop.parts[0].dp, 5.2 * psi, 0.05),
        "tube friction 2.1 psi": (r.cold.drop.parts[0].dp, 2.1 * psi, 0.15),
    }
    far = {
        name: float(found) / wanted - 1
        for name, (found, wanted, near) in printed.items()
        if abs(float(found) / wanted - 1) > near
    }
    assert far == {}
