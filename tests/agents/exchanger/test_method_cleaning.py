"""Single-unit decisions: audited optima against the vectorised ones, limits, bad input."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from greenlang.agents.agent import agent
from greenlang.agents.exchanger.analyses import cleaning as declared
from greenlang.agents.exchanger.decide import equations as eq
from greenlang.agents.exchanger.method import cleaning, cleaning_cost, cleaning_value
from greenlang.core.cases import case_from
from greenlang.core.errors import InputError
from greenlang.core.provenance import audit
from greenlang.core.uncertainty import floats, inverse_normal
from greenlang.core.verify import verify
from greenlang.library.fouling import deposit

DAY = 86400.0
LINEAR = {"law": "linear", "r_now": "2e-4 m2 K/W", "k": "3e-11 m2 K/J"}


def merged(example: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The example with changes; a mapping changes a part of its part."""
    out = dict(example)
    for name, value in changes.items():
        whole = isinstance(value, Mapping) and "law" not in value and name in out
        out[name] = {**out[name], **value} if whole else value
    return out


def interval(**changes: Any) -> cleaning.Interval:
    case = case_from(cleaning_cost.IntervalCase, merged(declared.INTERVAL, **changes))
    return audit(cleaning.interval, case).result


def known(number: Any) -> float:
    assert number is not None
    return float(number)


def value(**changes: Any) -> cleaning_value.CleaningValue:
    example = merged(declared.CLEANING_VALUE, **changes)
    case = case_from(cleaning_value.CleaningValueCase, example)
    return audit(cleaning_value.cleaning_value, case).result


def choice(ways: list[Any]) -> cleaning_value.MethodChoice:
    example = {**declared.METHOD_CHOICE, "ways": ways}
    case = case_from(cleaning_value.MethodChoiceCase, example)
    return audit(cleaning_value.method_choice, case).result


def brute(x: cleaning_cost.IntervalCase) -> tuple[float, float]:
    """Best interval and mean cost by following hundreds of cycles of every length, day by day."""
    plain = cleaning_cost.Cost(floats(x))
    e, way, best = float(plain.effect), plain.x.way, (math.inf, math.inf)
    for days in range(20, 700, 4):
        t, r_0 = DAY * np.linspace(0, days, 400), 0.0
        for _ in range(60):
            path = np.asarray(deposit.grown(plain.x.deposit, np.full(t.shape, r_0), t))
            r_0 = (1 - e) * float(path[-1])
        rate = np.asarray(plain.rate(path))
        lost = float(np.sum((rate[1:] + rate[:-1]) / 2 * np.diff(t)))
        j = (way.cost + float(plain.whole) * way.duration + lost) / (t[-1] + way.duration)
        best = min(best, (j, float(t[-1])))
    return best[1], best[0]


@pytest.mark.parametrize("effect", ["100 %", "60 %"])
@pytest.mark.parametrize("deposit", [declared.INTERVAL["deposit"], LINEAR])
def test_the_best_interval_is_that_of_cycles_followed(effect: str, deposit: Any) -> None:
    example = merged(declared.INTERVAL, deposit=deposit, way={"effect": effect})
    case = case_from(cleaning_cost.IntervalCase, example)
    found = audit(cleaning.interval, case).result
    t, j = brute(case)
    assert float(found.j) == pytest.approx(j, rel=1e-3)
    assert known(found.t) == pytest.approx(t, abs=0.05 * t)
    assert known(found.t_from) < known(found.t) < known(found.t_to)


def test_the_record_proves_the_optimum_without_a_solver() -> None:
    analysis = agent("exchanger").analysis("interval")
    done = audit(analysis.run, case_from(analysis.case, analysis.example))
    assert verify(done.record).steps > 500
    assert '"decides":"interval by hydroblast"' in done.record.content
    assert '"sooner"' in done.record.content


def test_a_dearer_cleaning_comes_later_and_less_often() -> None:
    times = [known(interval(way={"cost": f"{k} kEUR"}).t) for k in (10, 20, 40, 60)]
    assert times == sorted(times)
    assert times[0] < 0.9 * times[-1]


def test_partial_cleaning_costs_more_than_a_whole_one() -> None:
    costs = [float(interval(way={"effect": f"{e} %"}).j) for e in (95, 70, 45)]
    assert costs == sorted(costs)


def test_now_wait_and_never() -> None:
    assert interval(
        deposit={"law": "linear", "r_now": "2e-3 m2 K/W", "k": "3e-11 m2 K/J"}
    ).action == ("clean now")
    waits = interval(deposit=LINEAR)
    assert waits.action == "wait"
    assert waits.due is not None
    assert float(waits.waiting) < 0.0
    never = interval(heat={"phi": "2 %"})
    assert never.action == "never"
    assert never.t is None


def test_due_is_when_the_cost_rate_reaches_the_mean_cost() -> None:
    found = interval(deposit=LINEAR)
    case = floats(case_from(cleaning_cost.IntervalCase, merged(declared.INTERVAL, deposit=LINEAR)))
    then = deposit.grown(case.deposit, case.deposit.r_now, known(found.due))
    rate = cleaning_cost.Cost(case).rate(then)
    assert float(rate) == pytest.approx(float(found.j), rel=1e-9)


def test_simpson_on_squares_is_exact_for_what_falling_laws_ask() -> None:
    t = Decimal(100)
    for power in (Decimal("0.5"), Decimal(1), Decimal(0)):
        parts = []
        for i in range(1, 11):
            at = eq.node(t, Decimal(i), Decimal(10))
            w = Decimal(1 if i == 10 else 4 if i % 2 else 2)
            parts.append(eq.simpson_part(at**power, t, Decimal(i), Decimal(10), w))
        exact = t ** (power + 1) / (power + 1)
        assert float(sum(parts)) == pytest.approx(float(exact), rel=2e-3)


def test_the_power_law_goes_on_from_its_age() -> None:
    a, n = Decimal("2e-5"), Decimal("0.6")
    half = deposit.power_on(Decimal(0), a, n, Decimal(50 * 86400))
    on = deposit.power_on(half, a, n, Decimal(50 * 86400))
    assert float(on) == pytest.approx(
        float(deposit.power_on(Decimal(0), a, n, Decimal(100 * 86400)))
    )


@pytest.mark.parametrize("x", [0.0, 0.3, 1.0, 1.96, 3.5])
def test_the_normal_tail_is_that_of_the_inverse(x: float) -> None:
    q = float(eq.normal_tail(x, eq.tail_variable(x)))
    assert q == pytest.approx(0.5 * math.erfc(x / math.sqrt(2.0)), abs=1e-7)
    assert float(inverse_normal(np.array([1 - q]))[0]) == pytest.approx(x, abs=1e-3)


def test_value_pays_back_and_discounting_lowers_it() -> None:
    found = value()
    assert float(found.net) > float(found.npv) > 0.0
    assert found.advice == "clean"
    assert found.payback is not None
    assert 0.0 < float(found.payback) < 365 * DAY
    parts = float(found.saved) - float(found.outage) - float(found.cost)
    assert parts == pytest.approx(float(found.net))
    assert value(horizon="40 d").advice == "leave"
    assert value(horizon="40 d").payback is None


def test_on_line_cleaning_misses_no_duty() -> None:
    found = value(way={"online": True})
    assert float(found.outage) == 0.0
    assert float(found.npv) > float(value().npv)


def test_risk_falls_with_what_is_known_and_shares_add_up() -> None:
    def risk(**changes: Any) -> cleaning_value.CleaningRisk:
        example = merged(declared.CLEANING_VALUE, **changes)
        case = case_from(cleaning_value.CleaningValueCase, example)
        return audit(cleaning_value.cleaning_risk, case).result

    usual = risk()
    assert 0.0 < float(usual.p_loss) < 0.5
    assert sum(float(one.share) for one in usual.swings) == pytest.approx(1.0)
    surer = risk(heat={"sigma_fuel": "1 %"}, way={"sigma_effect": "1 %"})
    assert float(surer.sigma) < float(usual.sigma)
    assert float(surer.p_loss) < float(usual.p_loss)
    assert float(risk(way={"cost": "400 kEUR"}).p_loss) > 0.9


def test_methods_are_ranked_by_cost_and_the_unfit_come_last() -> None:
    found = choice(declared.METHOD_CHOICE["ways"])
    assert found.ways[-1].note == "not meant for chemical"
    fit = [float(one.j) for one in found.ways if not one.note]
    assert fit == sorted(fit)
    assert found.best == found.ways[0].name
    assert known(found.more) > 0.0


@pytest.mark.parametrize(
    ("way", "message"),
    [
        ({"effect": "110 %"}, "no share of the deposit"),
        ({"effect": "-5 %"}, "no share of the deposit"),
        ({"duration": "0 d"}, "a cleaning takes time"),
        ({"duration": "-3 d"}, "a cleaning takes time"),
        ({"cost": "-1 EUR"}, "negative"),
        ({"effect_tube": "90 %"}, "whole and by side"),
        ({"effect": None}, "give effect, or"),
        ({"effect": None, "effect_tube": "90 %", "effect_shell": "40 %"}, "give tube_share"),
    ],
)
def test_a_way_that_cannot_be_is_refused(way: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        interval(way=way)
    with pytest.raises(InputError, match=message):
        value(way=way)


def test_other_bad_input_is_named() -> None:
    with pytest.raises(InputError, match="falling needs k2"):
        interval(deposit={"law": "falling", "r_now": "2e-4 m2 K/W"})
    with pytest.raises(InputError, match="ends before the cleaning does"):
        value(horizon="5 d")
    with pytest.raises(InputError, match="two ways have one name"):
        choice([declared.INTERVAL["way"]] * 2)
    with pytest.raises(InputError, match="no way to clean"):
        choice([])
