"""Rating of air coolers, plate packs and double pipes: sums, factors, what cannot be."""

from collections.abc import Mapping
from typing import Any

import pytest

from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.errors import GreenlangError, ImpossibleState, InputError
from greenlang.core.provenance import audit
from greenlang.core.uncertainty import floats
from greenlang.core.verify import verify

RATING = agent("exchanger").analysis("rating")
AIR: Mapping[str, Any] = {
    "hot": {
        "fluid": {
            "kind": "petroleum", "api": "42", "watson_k": "11.9", "bubble_point": "220 degC",
            "viscosity": [{"t": "40 degC", "nu": "1.6 cSt"}, {"t": "100 degC", "nu": "0.75 cSt"}],
        },
        "t_in": "120 degC", "t_out": "60 degC", "m": "120 t/h",
    },
    "cold": {"fluid": {"kind": "pure", "name": "Air", "pressure": "1.0 bar a"},
             "t_in": "25 degC", "t_out": "52 degC"},
    "inside": "hot",
    "geometry": {
        "kind": "air_cooled", "rows": 4, "tubes_a_row": 45, "bundles": 2, "passes": 2,
        "d_o": "25.4 mm", "d_i": "19.9 mm", "length": "9 m", "pitch_t": "63.5 mm",
        "pitch_l": "55 mm", "d_f": "57.2 mm", "t_f": "0.4 mm", "fin_pitch": "2.309 mm",
        "k_fin": "205 W/m/K", "k_wall": "45 W/m/K", "fan_efficiency": "65 %",
        "fan_tip_speed": "50 m/s",
    },
}  # fmt: skip
PLATE: Mapping[str, Any] = {
    "hot": {"fluid": {"kind": "water", "pressure": "6 bar a"}, "t_in": "45 degC",
            "t_out": "32 degC", "m": "200 t/h"},
    "cold": {"fluid": {"kind": "water", "pressure": "4 bar a"}, "t_in": "24 degC",
             "t_out": "36 degC", "m": "217 t/h"},
    "inside": "cold",
    "geometry": {
        "kind": "plate", "plates": 121, "plate_area": "0.62 m2", "length": "1.38 m",
        "width": "0.48 m", "depth": "2.8 mm", "enlargement": "1.18", "angle": "60 deg",
        "thickness": "0.5 mm", "k_wall": "16 W/m/K", "port_1": "150 mm", "port_2": "150 mm",
    },
}  # fmt: skip
PIPE: Mapping[str, Any] = {
    "hot": {"fluid": {"kind": "water", "pressure": "6 bar a"}, "t_in": "85 degC",
            "t_out": "60 degC", "m": "6 t/h"},
    "cold": {"fluid": {"kind": "water", "pressure": "4 bar a"}, "t_in": "24 degC",
             "t_out": "44 degC", "m": "7.5 t/h"},
    "inside": "hot",
    "geometry": {
        "kind": "double_pipe", "d_shell": "77.9 mm", "d_o": "48.3 mm", "d_i": "40.9 mm",
        "length": "6 m", "lengths": 4, "k_wall": "45 W/m/K",
    },
}  # fmt: skip


def audited(given: Mapping[str, Any], **geometry: Any) -> Any:
    case = {**given, "geometry": {**given["geometry"], **geometry}}
    return audit(RATING.run, case_from(RATING.case, case))


@pytest.mark.parametrize("given", [AIR, PLATE, PIPE], ids=["air", "plate", "pipe"])
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
    ("given", "near"), [(AIR, 2e-3), (PLATE, 1e-7), (PIPE, 1e-7)], ids=["air", "plate", "pipe"]
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
        (PIPE, {"kind": "duble_pipe"}, InputError, "did you mean 'double_pipe'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    given: Mapping[str, Any], change: dict[str, Any], error: type[GreenlangError], said: str
) -> None:
    with pytest.raises(error, match=said):
        audited(given, **change)
