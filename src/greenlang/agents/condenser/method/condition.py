"""How a condenser is, in one number with its parts (spec 3.19)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import check_equations as kx
from greenlang.core.errors import InsufficientData
from greenlang.core.solve import choose
from greenlang.core.tables import table
from greenlang.core.units import KelvinDiff, PascalDiff, Ratio
from greenlang.library import scores

Number = Any
HEALTH = "condenser/health"
GRADES = ((Decimal(90), "excellent"), (Decimal(75), "good"), (Decimal(60), "fair"),
          (Decimal(40), "poor"))  # fmt: skip


INSPECT = {
    "excellent": "at the next outage that is planned",
    "good": "at the next outage that is planned",
    "fair": "within three months",
    "poor": "within a month",
    "critical": "now",
}
GOOD = GRADES[1][0]  # below it a part has a risk and an act
SAID = {  # part -> what it risks, what to do
    "cf_ref": ("power and heat rate", "plan a cleaning; which method by its deposit"),
    "air_margin": ("pressure set by air, oxygen", "search the leak; run a spare vacuum pump"),
    "over_target": ("power, near the alarm in summer", "split it into causes: `decomposition`"),
    "over_ttd": ("power", "tell tubes, air and flow apart: `decomposition`, `air_inleakage`"),
    "plugged": (
        "surface and flow for good",
        "count what it costs: `plugging`; retube at an outage",
    ),
    "chemistry": ("scale, corrosion, tube leaks", "fewer cycles, acid, inhibitor: `scaling`"),
}


@dataclass(frozen=True)
class Weight:
    """A part of the index: its weight, and the values (SI) that score 100 and 0."""

    part: str
    weight: Ratio
    good: Ratio
    bad: Ratio


def standard_weights() -> tuple[Weight, ...]:
    """The weights and anchors of the cited table."""
    return tuple(Weight(*row[:4]) for row in table(HEALTH).rows)


@dataclass(frozen=True)
class HealthCase:
    """What is known of a condenser; a part that is not known stays out.

    `over_target` and `over_ttd` are how far pressure and terminal difference lie above those
    expected, `plugged` a share of the tubes, `chemistry` the share of its limits that is kept.
    """

    cf_ref: Ratio | None = None
    air_margin: Ratio | None = None
    over_target: PascalDiff | None = None
    over_ttd: KelvinDiff | None = None
    plugged: Ratio | None = None
    chemistry: Ratio | None = None
    weights: tuple[Weight, ...] = standard_weights()
    least_coverage: Ratio = table(HEALTH).notes["least_coverage"]


@dataclass(frozen=True)
class Score:
    """A part with its score and weight; what it risks and what to do where it is below 75."""

    part: str
    score: Ratio
    weight: Ratio
    risk: str = ""
    act: str = ""


@dataclass(frozen=True)
class Health:
    """The index, 100 is as new, with its parts and the share of the weights that is known.

    `inspect` says when to look next, by the grade.
    """

    health: Ratio
    grade: str
    coverage: Ratio
    scores: tuple[Score, ...]
    weakest: str
    unknown: str
    inspect: str


def health(x: HealthCase) -> Health:
    """Weighted mean of the scores of what is known; refused where too little is."""
    values = _values(x)
    known = [w for w in x.weights if values.get(w.part) is not None]
    missing = ", ".join(w.part for w in x.weights if w not in known) or "nothing"
    if not known:
        raise InsufficientData(f"nothing is known of {missing}: give at least one")
    weight = scores.together(*(w.weight for w in known))
    covered = scores.coverage(weight, scores.together(*(w.weight for w in x.weights)))
    if choose("covered < least", covered=covered, least=x.least_coverage):
        raise InsufficientData(
            f"only {100 * float(covered):.0f} % of the weights are known, "
            f"{100 * float(x.least_coverage):.0f} % are needed: {missing} missing"
        )
    found = [_scored(w, values[w.part]) for w in known]
    total = scores.together(*(scores.weighted(s.weight, s.score) for s in found))
    index = scores.index_of(total, weight)
    grade = next((name for least, name in GRADES if index >= least), "critical")
    weakest = min(found, key=lambda s: s.score).part
    return Health(index, grade, covered, tuple(found), weakest, missing, INSPECT[grade])


def _scored(w: Weight, value: Number) -> Score:
    score = scores.score(value, w.good, w.bad)
    said = SAID.get(w.part, ("", "")) if score < GOOD else ("", "")
    return Score(w.part, score, w.weight, *said)


def _values(x: HealthCase) -> dict[str, Number]:
    """Every part as a pure number: pressure in Pa, temperature in K."""
    return {
        "cf_ref": x.cf_ref,
        "air_margin": x.air_margin,
        "over_target": None if x.over_target is None else kx.pure_pressure(x.over_target),
        "over_ttd": None if x.over_ttd is None else kx.pure_difference(x.over_ttd),
        "plugged": x.plugged,
        "chemistry": x.chemistry,
    }
