"""Analyses of fouling: bands, times to a limit, mechanisms, threshold maps, duty lost."""

from decimal import Decimal
from typing import Any

import pytest

from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.errors import DataError, InputError, InsufficientData
from greenlang.core.provenance import audit
from greenlang.core.verify import verify

DAY = 86400


def _run(name: str, **changed: Any) -> Any:
    analysis = agent("exchanger").analysis(name)
    audited = audit(analysis.run, case_from(analysis.case, {**analysis.example, **changed}))
    verify(audited.record)
    return audited.result


LINEAR = {"law": "linear", "r_0": "0 m2 K/W", "k": "2e-11 m2 K/J"}


def test_a_certain_law_has_no_band_and_the_time_of_its_formula() -> None:
    found = _run(
        "forecast", points=[], known=LINEAR, t=["100 d", "300 d"], limit="3e-4 m2 K/W", unsteady=0
    )
    for row in found.ahead:
        assert float(row.p10) == pytest.approx(2e-11 * float(row.t), rel=1e-5)
        assert row.p10 == row.p90
    assert float(found.t_limit_p50) == pytest.approx(3e-4 / 2e-11, rel=0.01)
    assert found.p_limit == 1


def test_a_band_holds_its_median_and_widens() -> None:
    found = _run("forecast")
    widths = [float(row.p90 - row.p10) for row in found.ahead]
    assert all(row.p10 < row.p50 < row.p90 for row in found.ahead)
    assert widths == sorted(widths)
    assert found.t_limit_p10 < found.t_limit_p50
    assert sum(float(law.weight) for law in found.laws) == pytest.approx(1, abs=0.01)


def test_an_asymptote_below_the_limit_is_never() -> None:
    law = {"law": "kern_seaton", "r_i": "3e-4 m2 K/W", "t_c": "60 d", "sigma_r_i": "1e-5 m2 K/W"}
    found = _run(
        "forecast", points=[], known=law, t=["900 d"], limit="6e-4 m2 K/W", unsteady="0.02"
    )
    assert found.t_limit_p10 is None
    assert found.p_limit == 0
    assert found.note.startswith("never")


@pytest.mark.parametrize(
    ("law", "more"),
    [
        ("power", {"a": "2e-5 m2 K/W", "n": "0.5", "sigma_n": "0.005"}),
        ("falling", {"k2": "3e-15 m4 K2/(W2 s)", "r_0": "4e-5 m2 K/W"}),
        ("kern_seaton", {"r_i": "4e-4 m2 K/W", "t_c": "70 d", "sigma_t_c": "10 d"}),
    ],
)
def test_every_law_may_be_given_and_agrees_with_its_formula(law: str, more: Any) -> None:
    known = {"law": law, "r_0": "0 m2 K/W", **more}
    found = _run("forecast", points=[], known=known, t=["120 d"], unsteady=0)
    plain = {k: v for k, v in known.items() if not k.startswith("sigma")}
    formula = _run(
        "fouling_law", **{"t": "120 d", "limit": None, "r_i": None, "t_c": None, **plain}
    )
    assert float(found.ahead[0].p50) == pytest.approx(float(formula.r_f), rel=0.03)


def test_what_is_asked_wrongly_is_named() -> None:
    with pytest.raises(InputError, match="either points or a known law"):
        _run("forecast", known=LINEAR)
    with pytest.raises(InputError, match="lies before the end of the data"):
        _run("forecast", t=["100 d"])
    with pytest.raises(InputError, match="ask for times after"):
        _run("forecast", t=["1 d", "400 d"])
    with pytest.raises(InputError, match="linear needs k"):
        _run("forecast", points=[], known={"law": "linear"})
    with pytest.raises(InsufficientData, match="valid points"):
        _run("forecast", points=[{"t": "1 d", "r_f": "1e-5 m2 K/W", "sigma": "1e-6 m2 K/W"}])
    with pytest.raises(InputError, match="at least one time"):
        _run("forecast", t=[])


def test_absurd_numbers_are_refused_by_name() -> None:
    points: Any = agent("exchanger").analysis("forecast").example["points"]
    with pytest.raises(InputError, match="for every point, or none"):
        _run("forecast", points=[{**points[0], "sigma": "-1e-6 m2 K/W"}, *points[1:]])
    with pytest.raises(InputError, match="for every point, or none"):
        _run("forecast", points=[{"t": "5 d", "r_f": "1e-5 m2 K/W"}, *points])
    with pytest.raises(InputError, match="unsteady is below 0"):
        _run("forecast", points=[], known=LINEAR, unsteady="-0.1")
    falling = {"law": "falling", "r_0": "1e-5 m2 K/W", "k2": "0 m4 K2/(W2 s)"}
    with pytest.raises(InputError, match="must be above 0"):
        _run("forecast", points=[], known=falling)
    shrinking = {"law": "kern_seaton", "r_0": "5e-4 m2 K/W", "r_i": "1e-4 m2 K/W", "t_c": "9 d"}
    with pytest.raises(InputError, match="does not grow"):
        _run("forecast", points=[], known=shrinking)
    bare = [{k: v for k, v in p.items() if k != "sigma"} for p in points]
    assert _run("forecast", points=bare).ahead


def test_a_limit_that_is_passed_is_said() -> None:
    found = _run("forecast", limit="3e-4 m2 K/W")
    assert found.note == "the limit is passed already"
    assert found.t_limit_p50 is None


def test_the_same_seed_gives_the_same_record_and_us_units_the_same_band() -> None:
    one = _run("forecast", points=[], known=LINEAR, t=["100 d"])
    r_0 = {"law": "linear", "r_0": "0 h ft2 degF/Btu", "k": "2e-11 m2 K/J"}
    other = _run("forecast", points=[], known=r_0, t=["2400 h"])
    assert [row.p90 for row in one.ahead] == [row.p90 for row in other.ahead]
    assert _run("forecast", points=[], known=LINEAR, t=["100 d"], seed=2) != one


def test_an_induction_time_shifts_a_law() -> None:
    plain, late = _run("fouling_law"), _run("fouling_law", t="150 d", t_ind="30 d")
    assert late.r_f == plain.r_f
    assert float(late.t_limit) == pytest.approx(float(plain.t_limit) + 30 * DAY, rel=1e-12)
    early = _run("fouling_law", t="20 d", t_ind="30 d")
    assert early.r_f == Decimal("1e-5")


def test_a_law_that_does_not_grow_never_reaches_its_limit() -> None:
    found = _run("fouling_law", law="linear", k="0 m2 K/J", r_i=None, t_c=None)
    assert found.t_limit is None
    assert found.note.startswith("never")


AT = {
    "area": "560 m2",
    "c_hot": "140 kW/K",
    "c_cold": "250 kW/K",
    "t_hot_in": "220 degC",
    "t_cold_in": "120 degC",
}


def test_duty_lost_at_reference_is_less_than_at_constant_difference() -> None:
    found = _run("fouling", reference=AT)
    lost = found.q_reference_clean - found.q_reference
    assert float(found.q_lost) == pytest.approx(float(lost), rel=1e-12)
    assert 0 < found.q_lost_share < 1 - found.cleanliness
    clean = _run("fouling", u="450 W/m2/K", reference=AT)
    assert clean.q_lost == 0
    assert _run("fouling").q_lost is None


@pytest.mark.parametrize(
    ("r_f", "said"),
    [
        ("-1e-5", "clean"), ("0.79e-4", "clean"), ("0.8e-4", "light"), ("2.4e-4", "moderate"),
        ("4.8e-4", "heavy"), ("7.2e-4", "severe"), ("9.6e-4", "critical"),
    ],
)  # fmt: skip
def test_severity_changes_at_its_limits(r_f: str, said: str) -> None:
    assert _run("severity", r_f=f"{r_f} m2 K/W").severity == said


def test_crude_at_a_hot_wall_is_chemical_and_says_why() -> None:
    found = _run("mechanism")
    assert found.mechanism == "chemical"
    assert all(fact.why and fact.source for fact in found.evidence)
    by_name = {score.mechanism: score.score for score in found.scores}
    told = sum(fact.weight for fact in found.evidence if fact.mechanism == "chemical")
    assert by_name["chemical"] == told


def test_cooling_water_without_a_law_or_a_season_is_undecided() -> None:
    case = {"fluid": "cooling water", "t_surface": "45 degC", "law": None, "season": None}
    assert _run("mechanism", **case).mechanism == "undecided"
    known = {**case, "law": "kern_seaton", "season": "summer", "v": "0.8 m/s", "wall": None}
    assert _run("mechanism", **known).mechanism == "biological"
    hot = {**case, "t_surface": "85 degC", "law": "linear", "start": "after induction"}
    assert _run("mechanism", **hot).mechanism == "crystallisation"


def test_few_facts_decide_nothing() -> None:
    with pytest.raises(InsufficientData, match="2 facts"):
        _run("mechanism", v=None, law=None, wall=None, season=None)


def test_the_map_has_its_zero_line_between_growth_and_none() -> None:
    found = _run("threshold_map")
    for zero in found.line:
        for cell in found.cells:
            if cell.v == zero.v:
                assert (cell.net > 0) == (cell.t > zero.t)
                assert cell.growth == max(cell.net, 0)
    assert found.a_sigma > 0
    assert [zero.t for zero in found.line] == sorted(zero.t for zero in found.line)
    silent = [p for p in found.points if abs(p.rate) < Decimal("2e-11")]
    assert all(p.model == 0 for p in silent)


def test_cited_constants_say_that_they_are_not_confirmed() -> None:
    found = _run("threshold_map", constants="cited", points=[])
    assert "not confirmed" in found.source
    assert found.a == Decimal("8.39")
    assert found.points == ()
    with pytest.raises(InputError, match="the form alone"):
        _run("threshold_map", constants="cited", model="panchal_1999")


def test_points_that_tell_nothing_are_refused() -> None:
    example: Any = agent("exchanger").analysis("threshold_map").example
    points = [{**p, "v": "1.2 m/s", "t": f"{270 + i / 10} degC", "rate": "2e-10 m2 K/J"}
              for i, p in enumerate(example["points"])]  # fmt: skip
    with pytest.raises(DataError, match="do not tell the constants"):
        _run("threshold_map", points=points)
    with pytest.raises(InsufficientData, match="needed to fit"):
        _run("threshold_map", points=example["points"][:3])
    silent = [{**p, "rate": "0 m2 K/J"} for p in example["points"]]
    with pytest.raises(InsufficientData, match="show growth"):
        _run("threshold_map", points=silent)
