import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from greenlang.core.certificate import Certificate, Programme, bound, certified, checked, rational
from greenlang.core.equations import equation
from greenlang.core.errors import CalculationError, ImpossibleState, NoConvergence, NotVerified
from greenlang.core.provenance import audit
from greenlang.core.records import Record, canonical_json, sha256
from greenlang.core.solve import Residual, choose, optimum, solved
from greenlang.core.units import Kelvin, KgPerSecond, Ratio, Watt, WattPerKelvin, unit_in
from greenlang.core.verify import verify


@equation("0", "energy balance of a mixing point", at=(("300", "1", "2", "310", "303"),))
def mixing(t: Kelvin, c_1: WattPerKelvin, c_2: WattPerKelvin, t_1: Kelvin, t_2: Kelvin) -> Watt:
    """Heat that a mixing point gains."""
    return c_1 * (t - t_1) + c_2 * (t - t_2)


@equation("0", "a duty given", at=(("300", "310", "1", "5"),))
def heated(t_out: Kelvin, t_in: Kelvin, c: WattPerKelvin, q: Watt) -> Watt:
    """What is missing to the duty."""
    return c * (t_out - t_in) - q


@equation("C", "capacity rate", at=(("1", "2"),))
def both(c_1: WattPerKelvin, c_2: WattPerKelvin) -> WattPerKelvin:
    """Capacity of two streams."""
    return c_1 + c_2


@equation("s", "what is left of a capacity", at=(("1", "2"),))
def slack(limit: KgPerSecond, m: KgPerSecond) -> KgPerSecond:
    """Capacity left."""
    return limit - m


@dataclass(frozen=True)
class Case:
    c_1: WattPerKelvin
    c_2: WattPerKelvin
    t_1: Kelvin
    t_2: Kelvin
    q: Watt


@dataclass(frozen=True)
class Result:
    t_mix: Kelvin
    t_out: Kelvin


TEMPERATURE = unit_in(Kelvin)
FLOW = unit_in(KgPerSecond)
CASE = Case("1000", "3000", "300", "320", "90000")


def network(x: Case) -> Result:
    assert TEMPERATURE is not None

    def residuals(v: dict[str, Any]) -> list[Residual]:
        c = both(x.c_1, x.c_2)
        return [
            Residual(mixing(v["t_mix"], x.c_1, x.c_2, x.t_1, x.t_2), (x.q,)),
            Residual(heated(v["t_out"], v["t_mix"], c, x.q), (x.q,)),
        ]

    found = solved(
        "mixer", {"t_mix": (TEMPERATURE, x.t_1), "t_out": (TEMPERATURE, x.t_2)}, residuals
    )
    return Result(found["t_mix"], found["t_out"])


def test_a_solved_system_is_recorded_with_its_residuals_and_verifies() -> None:
    audited = audit(network, CASE)
    assert audited.result.t_mix == pytest.approx(Decimal(315))
    assert float(audited.result.t_out) == pytest.approx(337.5)
    verdict = verify(audited.record)
    assert verdict.steps == 6
    floats = network(Case(1000.0, 3000.0, 300.0, 320.0, 90000.0))
    assert floats.t_out == pytest.approx(337.5)


def test_a_forged_solution_does_not_verify() -> None:
    content = json.loads(audit(network, CASE).record.content)
    posit = next(step for step in content["steps"] if isinstance(step, dict) and "posit" in step)
    posit["value"] = "316"
    text = canonical_json(content)
    with pytest.raises(NotVerified):
        verify(Record(text, sha256(text)))
    content = json.loads(audit(network, CASE).record.content)
    content["steps"].pop()
    text = canonical_json(content)
    with pytest.raises(NotVerified, match="never closed"):
        verify(Record(text, sha256(text)))


def test_a_system_that_is_not_square_or_has_no_solution_is_refused() -> None:
    unit = unit_in(Ratio)
    assert unit is not None
    with pytest.raises(CalculationError, match="1 equations for 2 unknowns"):
        solved("odd", {"a": (unit, 1.0), "b": (unit, 1.0)}, lambda v: [Residual(v["a"], (1.0,))])
    with pytest.raises(NoConvergence, match="equation 1 of 1"):
        solved("none", {"a": (unit, 3.0)}, lambda v: [Residual(v["a"] ** 2 + 1, (1.0,))])


def test_a_branch_on_a_measured_number_is_recorded() -> None:
    def method(x: Case) -> Result:
        return Result(x.t_1 if choose("t_1 > t_2", t_1=x.t_1, t_2=x.t_2) else x.t_2, x.t_1)

    record = audit(method, CASE).record
    step = json.loads(record.content)["steps"][0]
    assert step == {
        "choose": "t_1 > t_2",
        "names": ["t_1", "t_2"],
        "of": ["i2", "i3"],
        "taken": False,
    }
    verify(record)
    forged = record.content.replace('"taken":false', '"taken":true')
    with pytest.raises(NotVerified, match="taken wrongly"):
        verify(Record(forged, sha256(forged)))
    np.testing.assert_array_equal(choose("a > 2", a=np.array([1, 3])), [False, True])


@dataclass(frozen=True)
class Supply:
    limit: KgPerSecond
    plan: KgPerSecond


@dataclass(frozen=True)
class Planned:
    m: KgPerSecond
    left: KgPerSecond


def planned(x: Supply) -> Planned:
    assert FLOW is not None
    point, left = optimum(
        "supply", "max m, m <= limit", {"m": (FLOW, x.plan + 0)},
        lambda v: (slack(x.limit, v["m"]), {"capacity": slack(x.limit, v["m"])}),
    )  # fmt: skip
    return Planned(point["m"], left)


def test_an_optimum_is_recorded_with_its_problem_and_slacks() -> None:
    audited = audit(planned, Supply("5", "4.5"))
    assert audited.result.left == Decimal("0.5")
    verify(audited.record)
    with pytest.raises(NotVerified, match="not attached"):
        verify(Record(audited.record.content, audited.record.content_hash))
    with pytest.raises(ImpossibleState, match="capacity"):
        audit(planned, Supply("5", "5.5"))


# minimise 2x + 3y, x + y >= 4, x + 3y >= 6, 0 <= x <= 3
F = Fraction
LP = Programme(
    (F(2), F(3)), ({0: F(1), 1: F(1)}, {0: F(1), 1: F(3)}), (F(4), F(6)), (F(0), F(0)), (F(3), None)
)


def test_a_basis_gives_an_exact_certificate() -> None:
    proof = certified(LP, basic=[0, 1], tight=[0, 1], at=["low", "low"])
    assert proof == Certificate(("3", "1"), ("3/2", "1/2"), "9")
    assert checked(LP, proof) == 9
    assert certified(LP, basic=[0], tight=[1], at=["low", "low"]) is None


def test_a_false_certificate_is_refused() -> None:
    for false in (
        Certificate(("3", "1"), ("3/2", "1/2"), "8"),
        Certificate(("3", "9/10"), ("3/2", "1/2"), "9"),
        Certificate(("4", "1"), ("3/2", "1/2"), "9"),
        Certificate(("3", "1"), ("2", "-1/2"), "9"),
    ):
        with pytest.raises(NotVerified):
            checked(LP, false)


def test_any_dual_proves_a_bound() -> None:
    weak = bound(LP, [F(1), F(1, 3)])
    assert weak is not None
    assert weak <= 9
    assert bound(LP, [F(10), F(0)]) is None
    assert rational(0.5) == F(1, 2)


@pytest.mark.parametrize("start", ["310.000000001", "309.999999998", "333", "305.5"])
def test_a_solution_has_the_same_digits_from_any_start(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No float of a machine takes part: two curved equations, solved in decimals alone."""
    monkeypatch.setattr(np.linalg, "lstsq", None)
    assert TEMPERATURE is not None
    assert FLOW is not None

    def residuals(u: dict[str, Any]) -> list[Residual]:
        x, y = u["t"], u["m"]
        one, two = x * x * y - Decimal(300000), x / y - Decimal(90) - y * y * y
        return [Residual(one, (x * x * y,)), Residual(two, (x / y, Decimal(90)))]

    unknowns = {"t": (TEMPERATURE, Decimal(start)), "m": (FLOW, Decimal(3))}
    found = solved("curved", unknowns, residuals)
    assert found == solved("curved", unknowns | {"t": (TEMPERATURE, Decimal(310))}, residuals)


def test_an_unknown_that_no_equation_asks_for_stays_where_it_is() -> None:
    assert FLOW is not None

    def residuals(u: dict[str, Any]) -> list[Residual]:
        return [Residual(u["a"] - 10, (u["a"],)), Residual(2 * u["a"] - 20, (2 * u["a"],))]

    found = solved("open", {"a": (FLOW, Decimal(3)), "b": (FLOW, Decimal(1))}, residuals)
    assert found == {"a": Decimal(10), "b": Decimal(1)}
