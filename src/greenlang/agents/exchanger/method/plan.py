"""The fleet plan as a record: every cost, limit and the bound, proved again without a solver."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger.decide import equations as eq
from greenlang.core import renewals
from greenlang.core.cases import Attachment
from greenlang.core.solve import optimum
from greenlang.core.units import Money, Ratio, Unit, money
from greenlang.library import economics as eco

Number = Any
MONEY, PURE = Unit("money", money), Unit("1", money / money)


@dataclass(frozen=True)
class FleetPlanCase:
    """A problem and a plan with the prices that bound it, as `library.schedule` writes them."""

    problem: Attachment
    certificate: Attachment


@dataclass(frozen=True)
class Placed:
    """One cleaning of the plan; weeks count from 1."""

    asset: str
    week: int
    method: str


@dataclass(frozen=True)
class Spent:
    """What one exchanger costs over the horizon: lost heat, cleanings, and its end state."""

    asset: str
    cost: Money


@dataclass(frozen=True)
class Left:
    """The least that the plan leaves of one limit, in the limit's own unit."""

    limit: str
    least: Ratio


@dataclass(frozen=True)
class FleetPlanProof:
    """Cost of the plan, the cost below which no plan is, and how far they are apart."""

    cost: Money
    bound: Money
    gap: Ratio
    units: tuple[Spent, ...]
    beyond: tuple[Spent, ...]
    left: tuple[Left, ...]
    cleanings: tuple[Placed, ...]


def fleet_plan(x: FleetPlanCase) -> FleetPlanProof:
    """A plan's cost and limits from its problem, and the bound that its prices prove."""
    of = renewals.problem(x.problem.text)
    given = renewals.prices(x.certificate.text)
    proved = renewals.proved(x.problem.text, x.certificate.text)
    excess = [f"beyond {one.name}" for one in of.couplings]
    left = [f"left of {one.name}" for one in of.resources]
    paid = [*of.units, *excess]

    def judged(point: dict[str, Any]) -> tuple[Number, dict[str, Number]]:
        cost = eco.total(*(point[name] for name in paid))
        proof = eq.above_bound(cost, point["bound"])
        return cost, {"bound": proof} | {name: point[name] for name in left}

    units = dict.fromkeys((*paid, "bound"), MONEY) | dict.fromkeys(left, PURE)
    solution = {name: (units[name], value) for name, value in proved.items()}
    at, cost = optimum(
        "fleet plan", x.problem.text, solution, judged, _gap(proved, paid),
        certificate=x.certificate.text,
    )  # fmt: skip
    return FleetPlanProof(
        cost,
        at["bound"],
        eq.proven_gap(cost, at["bound"]),
        tuple(Spent(name, at[name]) for name in of.units),
        tuple(Spent(one.name, at[f"beyond {one.name}"]) for one in of.couplings),
        tuple(Left(one.name, at[f"left of {one.name}"]) for one in of.resources),
        tuple(
            Placed(name, t + 1, of.methods[m])
            for name, path in zip(of.units, given.paths, strict=True)
            for t, m in path
        ),
    )


def _gap(proved: dict[str, Decimal], paid: list[str]) -> Decimal:
    cost = sum((proved[name] for name in paid), Decimal(0))
    return ((cost - proved["bound"]) / abs(cost or Decimal(1))).quantize(Decimal("1e-9"))
