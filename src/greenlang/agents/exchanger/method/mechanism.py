"""Which mechanism fouls: the evidence for and against each, weighed, and often undecided."""

from dataclasses import dataclass
from typing import Any, Literal

from greenlang.agents.exchanger.method.fouling import Law
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import Kelvin, MetrePerSecond, Ratio
from greenlang.library.fouling import mechanism as known
from greenlang.library.scores import together

Number = Any
LEAST_FACTS = 3


Fluid = Literal[
    "crude", "hydrocarbon", "waxy hydrocarbon", "cooling water", "river water", "sea water",
    "brine", "boiler water", "flue gas", "slurry",
]  # fmt: skip


@dataclass(frozen=True)
class MechanismCase:
    """What is known of the fouled side; what is not known is left out.

    `t_surface` is the temperature of the deposit's surface, `wall` what the wall does to the
    fluid, `season` when it fouls faster, `start` whether growth began at once.
    """

    fluid: Fluid
    t_surface: Kelvin
    v: MetrePerSecond | None = None
    law: Law | None = None
    wall: Literal["heats", "cools"] | None = None
    season: Literal["summer", "none"] | None = None
    start: Literal["at once", "after induction"] | None = None


@dataclass(frozen=True)
class Fact:
    """One piece of evidence: for (weight above 0) or against a mechanism, with why and source."""

    mechanism: str
    fact: str
    weight: Ratio
    why: str
    source: str


@dataclass(frozen=True)
class Score:
    """Sum of the weights: no probability."""

    mechanism: str
    score: Ratio


@dataclass(frozen=True)
class Mechanism:
    """The mechanism that the evidence speaks for, or "undecided"; scores in falling order."""

    mechanism: str
    lead: Ratio
    scores: tuple[Score, ...]
    evidence: tuple[Fact, ...]


def mechanism(x: MechanismCase) -> Mechanism:
    """Weigh the evidence; undecided where the best leads the next by less than 2."""
    facts = _facts(x)
    if len(facts) < LEAST_FACTS:
        raise InsufficientData(
            f"{len(facts)} facts (fluid, surface temperature): give velocity, law, wall, season or"
            " start too"
        )
    start = known.neutral(x.t_surface)
    found = tuple(one for fact in facts for one in known.of_fact(fact))
    weights = [known.weight(start, count(one.row)) for one in found]
    weighed = tuple(zip(found, weights, strict=True))
    scores = [
        Score(name, together(start, *(w for one, w in weighed if one.mechanism == name)))
        for name in known.MECHANISMS
    ]
    scores.sort(key=lambda each: -float(each.score))
    lead = known.lead(scores[0].score, scores[1].score)
    sure = choose("lead >= 2", lead=lead) is True
    return Mechanism(
        scores[0].mechanism if sure else "undecided",
        lead,
        tuple(scores),
        tuple(Fact(one.mechanism, one.fact, w, one.why, one.source) for one, w in weighed),
    )


def _facts(x: MechanismCase) -> list[str]:
    """What the case says, in the words of the table."""
    facts = [f"fluid {x.fluid}", f"surface {_surface(x.t_surface)}"]
    if x.v is not None and choose("v < 1", v=x.v) is True:
        facts.append("velocity below 1 m/s")
    elif x.v is not None and choose("v > 2", v=x.v) is True:
        facts.append("velocity above 2 m/s")
    if x.law is not None:
        facts.append(f"law {x.law}")
    if x.wall is not None:
        facts.append(f"wall {x.wall} the fluid")
    if x.season is not None:
        facts.append("faster in summer" if x.season == "summer" else "no season")
    if x.start is not None:
        at_once = x.start == "at once"
        facts.append("begins at once" if at_once else "begins after an induction time")
    return facts


def _surface(t: Number) -> str:
    if choose("t < 333.15", t=t) is True:
        return "below 60 degC"
    return "above 150 degC" if choose("t > 423.15", t=t) is True else "60 to 150 degC"
