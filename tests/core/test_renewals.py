"""A plan's proof: against every plan there is, and against each way of cheating."""

import json
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
import pytest

from greenlang.agents.agent import agent
from greenlang.agents.exchanger.analyses.plan import FLEET_PLAN
from greenlang.core import renewals
from greenlang.core.cases import case_from
from greenlang.core.errors import NotVerified
from greenlang.core.provenance import audit
from greenlang.core.records import Record, sha256
from greenlang.core.verify import verify
from greenlang.library.schedule import (
    Coupling,
    Renewal,
    Resource,
    best_plan,
    certificate_document,
    document,
    incidence,
    plan_cost,
    renewal,
)


def small(seed: int, *, limit: bool = False) -> Renewal:
    draw = np.random.default_rng(seed)
    cost = np.round(draw.uniform(10, 400, (2, 5, 2, 5)), 2)
    crews = Resource("crews", np.ones((2, 2)), np.ones(4))
    money = Resource(
        "budget", np.array([[3.0, 1.5]] * 2), np.array([6.0]), at_start=True,
        row=np.zeros(4, np.int64),
    )  # fmt: skip
    load = np.round(draw.uniform(0, 5, (2, 5, 2, 4)), 1)
    furnace = Coupling("furnace", load, np.full(4, 4.0), np.full(4, 30.0))
    duration = np.array([[2, 1]] * 2)
    return renewal(cost, duration, [crews, money], [furnace] if limit else [])


def texts(problem: Renewal) -> tuple[str, str]:
    plan = best_plan(problem)
    return (
        document(problem, ["A", "B"], ["long", "short"]),
        certificate_document(problem, plan.prices, plan.paths),
    )


@pytest.mark.parametrize("limit", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_no_plan_is_below_the_bound_and_costs_are_those_of_the_programme(
    seed: int, limit: bool
) -> None:
    problem = small(seed, limit=limit)
    proved = renewals.proved(*texts(problem))
    paid = sum(float(v) for name, v in proved.items() if name in {"A", "B", "beyond furnace"})
    plan = best_plan(problem)
    assert paid == pytest.approx(plan.cost)
    ways: list[tuple[tuple[int, int], ...]] = [()]
    for n in (1, 2):
        ways += [
            tuple(zip(weeks, methods, strict=True))
            for weeks in product(range(4), repeat=n)
            if sorted(set(weeks)) == list(weeks)
            for methods in product(range(2), repeat=n)
        ]
    uses = incidence(problem)
    least = min(plan_cost(problem, uses, pair) for pair in product(ways, repeat=2))
    assert float(proved["bound"]) <= least + 1e-6
    assert float(proved["bound"]) >= 0.7 * least


def record() -> Record:
    analysis = agent("exchanger").analysis("fleet_plan")
    return audit(analysis.run, case_from(analysis.case, FLEET_PLAN)).record


def test_the_record_is_verified_from_its_texts() -> None:
    assert verify(record()).steps > 5
    result = audit(
        agent("exchanger").analysis("fleet_plan").run,
        case_from(agent("exchanger").analysis("fleet_plan").case, FLEET_PLAN),
    ).result
    assert result.cost == result.bound == Decimal(34300)
    assert result.gap == 0
    assert {one.asset for one in result.cleanings} == {"E-101", "E-102"}


def forged(kept: Record, old: str, new: str) -> Record:
    content = kept.content.replace(old, new)
    assert content != kept.content
    return Record(content, sha256(content), kept.attachments)


def test_another_bound_is_refused() -> None:
    with pytest.raises(NotVerified):
        verify(forged(record(), '"value":"34300"', '"value":"34299"'))


def changed(text: str, **parts: Any) -> str:
    return json.dumps(json.loads(text) | parts)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"paths": [[[0, 0]], [[0, 0]]]}, "more of crews than there is"),
        ({"paths": [[[0, 0], [0, 0]], []]}, "a way that there is not"),
        ({"paths": [[]]}, "1 paths for 2 units"),
        ({"format": "other"}, "the certificate is 'other'"),
        ({"rows": "none"}, "no certificate"),
    ],
)
def test_a_plan_that_breaks_a_limit_is_refused(parts: dict[str, Any], message: str) -> None:
    problem, certificate = FLEET_PLAN["problem"], FLEET_PLAN["certificate"]
    with pytest.raises(NotVerified, match=message):
        renewals.proved(problem, changed(certificate, **parts))


def test_any_prices_prove_a_bound_that_holds() -> None:
    problem, certificate = FLEET_PLAN["problem"], FLEET_PLAN["certificate"]
    for rows in ([["0"] * 5], [["9e3"] * 5], [["-5", "1", "2", "3", "4"]]):
        bound = renewals.proved(problem, changed(certificate, rows=rows))["bound"]
        assert bound <= Decimal(34300)


def test_what_is_no_problem_is_refused() -> None:
    for text in ("{}", "[]", '{"format":"renewal-0"}', "no json"):
        with pytest.raises(NotVerified):
            renewals.problem(text)
