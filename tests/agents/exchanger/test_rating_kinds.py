"""Rating of air coolers, plates, double pipes, spirals and cores: sums, factors, bad input."""

import math
from collections.abc import Mapping
from typing import Any

import pytest

from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.errors import GreenlangError, ImpossibleState, InputError, OutsideValidity
from greenlang.core.provenance import audit
from greenlang.core.uncertainty import floats
from greenlang.core.verify import verify
from tests.agents.exchanger.rating_examples import (
    AIR,
    ETCHED,
    FINS,
    PCHE,
    PIPE,
    PLATE,
    PLATE_FIN,
    SPIRAL,
    STRIP,
    altered,
)

RATING = agent("exchanger").analysis("rating")


def audited(given: Mapping[str, Any], **geometry: Any) -> Any:
    return audit(RATING.run, case_from(RATING.case, altered(given, **geometry)))


ALL = {"air": AIR, "plate": PLATE, "pipe": PIPE, "spiral": SPIRAL, "fins": PLATE_FIN, "pche": PCHE}


@pytest.mark.parametrize("given", ALL.values(), ids=ALL)
def test_resistances_drops_and_record_hold_together(given: Mapping[str, Any]) -> None:
    found = audited(given)
    r = found.result
    assert 1 / sum(part.r for part in r.resistances[:3]) == pytest.approx(r.u_clean)
    for side in (r.hot, r.cold):
        assert sum(part.dp for part in side.drop.parts) == pytest.approx(side.drop.total)
        assert side.h > 0
    assert r.cold.mean.surface < r.hot.mean.surface
    assert verify(found.record).steps > 150


def test_an_air_cooler_shows_its_fins_and_its_fan() -> None:
    r = audited(AIR).result
    assert float(r.details.surface_ratio) == pytest.approx(23.61, abs=0.01)
    assert 0.8 < r.details.efficiency < 0.95
    assert float(r.details.fan_power) == pytest.approx(
        float(r.cold.drop.total * r.state.m_cold / r.cold.properties.rho) / 0.65
    )
    assert 95 < r.details.fan_noise < 105
    assert float(r.area) == pytest.approx(360 * 3.14159265 * 0.0254 * 9)
    young = audited(AIR, film="briggs_young")
    assert float(young.result.u_clean) == pytest.approx(float(r.u_clean), rel=0.1)
    assert any("briggs_young: re" in str(warning) for warning in young.warnings)


@pytest.mark.parametrize(
    ("given", "near"),
    [(AIR, 2e-3), (PLATE, 1e-7), (PIPE, 1e-7), (SPIRAL, 1e-7), (PLATE_FIN, 2e-3), (PCHE, 0.02)],
    ids=ALL,
)
def test_floats_give_what_an_audit_gives(given: Mapping[str, Any], near: float) -> None:
    """A rating takes a fluid of the engine as straight lines between rows in an audit only."""
    case = case_from(RATING.case, given)
    exact, fast = audit(RATING.run, case).result, RATING.run(floats(case))
    assert fast.u_clean == pytest.approx(float(exact.u_clean), rel=near)
    assert fast.cold.drop.total == pytest.approx(float(exact.cold.drop.total), rel=near)


def test_fewer_rows_have_a_weaker_film() -> None:
    two = audited(AIR, rows=2, tubes_a_row=90).result
    four = audited(AIR, rows=4, tubes_a_row=90).result
    assert two.details.h_fin == pytest.approx(four.details.h_fin * type(two.u_clean)("0.84"))


def test_a_plate_pack_by_three_correlations() -> None:
    u = [float(audited(PLATE, film=film).result.u_clean)
         for film in ("martin", "kumar", "muley_manglik")]  # fmt: skip
    assert max(u) / min(u) < 1.3
    r = audited(PLATE).result
    assert r.details.channels == 60
    assert float(r.hot.drop.total) == pytest.approx(float(r.cold.drop.total), rel=0.25)
    wide = audited(PLATE, angle="30 deg").result
    assert wide.u_clean < r.u_clean
    assert wide.cold.drop.total < r.cold.drop.total


def test_two_passes_are_twice_as_fast() -> None:
    one, two = audited(PLATE).result, audited(PLATE, passes_1=2, passes_2=2).result
    assert two.cold.velocity == pytest.approx(2 * one.cold.velocity)
    assert two.u_clean > one.u_clean
    assert any("end channels" in text for text in audited(PLATE, plates=31).result.assumed)


def test_a_double_pipe_doubled_in_branches_halves_its_velocity() -> None:
    one, two = audited(PIPE).result, audited(PIPE, branches=2).result
    for side in ("hot", "cold"):
        assert getattr(two, side).velocity == pytest.approx(getattr(one, side).velocity / 2)
    assert two.area == pytest.approx(2 * one.area)


def test_a_spiral_tells_what_it_winds_up_to() -> None:
    r = audited(SPIRAL).result
    assert float(r.details.length) == pytest.approx(30)
    free = audited(SPIRAL, d_outer=None).result.details.d_outer
    wound = (0.3**2 + 4 / 3.14159265358979 * 30 * 0.028) ** 0.5
    assert float(free) == pytest.approx(wound)
    assert r.hot.re > r.details.re_critical
    other = audited(SPIRAL, film="minton").result
    assert float(other.u_clean) == pytest.approx(float(r.u_clean), rel=0.15)
    slow = audited({**SPIRAL, "hot": {**SPIRAL["hot"], "m": "5 t/h"}, "balance": "flag"}).result
    assert slow.hot.re < slow.details.re_critical
    assert slow.hot.h < r.hot.h


def test_fins_that_conduct_badly_take_less() -> None:
    good, bad = (audited(PLATE_FIN, k_fin=k).result for k in ("180 W/m/K", "15 W/m/K"))
    assert bad.u_clean < good.u_clean
    h, w = float(good.hot.h), (2 * float(good.hot.h) / (180 * 0.0002)) ** 0.5 * 0.0095 / 2
    efficiency = 1 - 0.8 * (1 - math.tanh(w) / w)
    films = {part.name: float(part.r) for part in good.resistances}
    assert films["outside film"] == pytest.approx(1 / (efficiency * h))
    h = float(good.cold.h)
    w = (2 * h / (180 * 0.0002)) ** 0.5 * 0.0095 / 2
    efficiency = 1 - 0.8 * (1 - math.tanh(w) / w)
    assert films["inside film"] == pytest.approx(240 / 267 / (efficiency * h))
    assert films["wall"] == pytest.approx(0.0012 / 180 * 240 / 55)


def test_the_ends_of_a_core_in_steady_density_leave_their_losses() -> None:
    """Inlet less outlet recovery is K_c + K_e heads; a heated gas takes more, a cooled one less."""
    r = audited(PLATE_FIN).result
    for side, sign in ((r.hot, -1), (r.cold, 1)):
        parts = {part.name: float(part.dp) for part in side.drop.parts}
        assert parts["acceleration"] * sign > 0
        assert parts["core"] > 0.8 * float(side.drop.total)
    water = {**SPIRAL, "geometry": PLATE_FIN["geometry"]}
    water["geometry"] = {**water["geometry"], "side_1": {**FINS, "surface": WIDE}}
    water["geometry"]["side_2"] = water["geometry"]["side_1"]
    side = audited(water).result.cold
    parts = {part.name: float(part.dp) for part in side.drop.parts}
    head = float(side.mass_velocity) ** 2 / 2 / float(side.properties.rho)
    losses = 0.42 * 0.55 + 0.55**2
    assert parts["inlet"] + parts["outlet"] == pytest.approx(losses * head, rel=0.02)


def test_channels_of_half_circles() -> None:
    r = audited(PCHE).result
    assert float(r.area) == pytest.approx(6000 * 0.002 * (1 + 3.14159265 / 2) * 0.9)
    assert float(r.details.d_h) == pytest.approx(3.14159265 * 0.002 / (2 + 3.14159265))
    assert float(r.details.flow_area * 4 * type(r.area)("0.9") / r.area) == pytest.approx(
        float(r.details.d_h)
    )
    wall = next(float(part.r) for part in r.resistances if part.name == "wall")
    assert wall == pytest.approx((0.0016 - 3.14159265 * 0.002 / 8) / 16)


WIDE = [{"re": 10, "j": "0.3", "f": "1.5"}, {"re": 20000, "j": "0.004", "f": "0.02"}]


@pytest.mark.parametrize(
    ("given", "change", "error", "said"),
    [
        (PLATE, {"plates": 122, "passes_1": 3, "passes_2": 2}, ImpossibleState, "121 plates would"),
        (PLATE, {"passes_2": 5}, ImpossibleState, "1 to 4 passes"),
        (PLATE, {"plates": 2}, ImpossibleState, "three plates"),
        (PLATE, {"angle": 60}, ImpossibleState, "'60 deg'"),
        (PLATE, {"enlargement": "0.9"}, ImpossibleState, "developed area"),
        (PLATE, {"port_2": "40 mm"}, ImpossibleState, "velocity in the port 48"),
        (PLATE, {"depth": "0.3 mm"}, ImpossibleState, "velocity in a channel 6"),
        (AIR, {"fin_pitch": "0.3 mm"}, ImpossibleState, "check fins per metre"),
        (AIR, {"pitch_t": "55 mm"}, ImpossibleState, "neighbouring tubes touch"),
        (AIR, {"d_f": "20 mm"}, ImpossibleState, "fin diameter must exceed"),
        (AIR, {"passes": 5}, ImpossibleState, "5 passes need as many rows"),
        (AIR, {"rows": 6, "passes": 2}, ImpossibleState, "give `arrangement`"),
        (AIR, {"plugged": 360}, ImpossibleState, "leave none"),
        (PIPE, {"d_shell": "48 mm"}, ImpossibleState, "does not fit"),
        (PIPE, {"branches": 0}, ImpossibleState, "one or more"),
        (SPIRAL, {"d_outer": "0.8 m"}, ImpossibleState, "wind up to 1.077"),
        (SPIRAL, {"spacing_1": "0.4 m"}, ImpossibleState, "is no spiral"),
        (SPIRAL, {"thickness": "0 mm"}, ImpossibleState, "not above 0"),
        (PLATE_FIN, {"side_1": {**FINS, "area": "90 m2"}}, ImpossibleState, "make it 0.008 m"),
        (PLATE_FIN, {"side_2": {**FINS, "fin_share": "1.2"}}, ImpossibleState, "below 1"),
        (PLATE_FIN, {"side_2": {**FINS, "free_share": "0"}}, ImpossibleState, "between 0 and 1"),
        (PLATE_FIN, {"side_1": {**FINS, "surface": STRIP[:1]}}, OutsideValidity, "1 rows"),
        (PLATE_FIN, {"side_1": {**FINS, "surface": []}}, ImpossibleState, "no rows"),
        (PLATE_FIN, {"flow": "cross"}, InputError, "crossflow both unmixed"),
        (PCHE, {"plate": "0.9 mm"}, ImpossibleState, "as deep as its plate"),
        (PCHE, {"side_1": {**ETCHED, "channels": 0}}, ImpossibleState, "one or more"),
        (PCHE, {"side_1": {**ETCHED, "channels": 90}}, OutsideValidity, "ask the maker"),
        (PIPE, {"kind": "duble_pipe"}, InputError, "did you mean 'double_pipe'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    given: Mapping[str, Any], change: dict[str, Any], error: type[GreenlangError], said: str
) -> None:
    with pytest.raises(error, match=said):
        audited(given, **change)
