"""What the best way to run means for each machine, in words that a shift can act on."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser.decide.cold import (
    ColdEndCase,
    Machine,
    Operation,
    Rules,
    SetPoint,
)
from greenlang.agents.condenser.decide.search import Searched
from greenlang.agents.condenser.decide.ways import held_as_it_is
from greenlang.core.provenance import untraced
from greenlang.core.units import Ratio

Number = Any
SURE, CYCLES = Decimal("0.9"), 3  # odds, and times in a row, from which a change is advised
APART = Decimal(300)  # Pa between gauge and model that are told
HOUR = 3600


def verdict(x: ColdEndCase, found: Searched, gain: Number, odds: Number) -> str:
    """Change, wait or stay, and why."""
    if found.broken:
        return f"change: the present way breaks {', '.join(found.broken)}"
    if odds is None or gain <= 0:
        return "stay: nothing that may run is better"
    share = f"{float(odds):.0%}".replace("%", " %")
    if odds <= SURE:
        return f"stay: the best way beats the present one in only {share} of draws"
    done = x.confirmed + 1
    if done < CYCLES:
        return f"wait: better in {share} of draws, {done} of {CYCLES} times in a row"
    return f"change: better in {share} of draws, {done} times in a row"


def set_points(
    x: ColdEndCase, found: Searched, home: Operation, best: Operation
) -> tuple[SetPoint, ...]:
    """Advice for every machine that changes: longest rested starts, longest running stops."""
    made: list[SetPoint] = []
    earned = (best.j - home.j) * HOUR
    reason = f"{found.what[0]}: {earned:+.4g} money an hour"
    for i, group in enumerate(x.pumps):
        more = found.best.counts[i] - found.present.counts[i]
        made += _switched(x, group.units, group.rules, more, reason)
        if group.slowest is not None and best.pumps[i] and best.speeds[i] != home.speeds[i]:
            made.append(_turned(x, group.units, (home.speeds[i], best.speeds[i]), group.rules,
                                reason))  # fmt: skip
    first = 0
    for cells in () if x.tower is None else x.tower.cells:
        states = len(cells.speeds) + 1
        span = slice(first, first + states)
        made += _blown(x, cells.units, (found.best.cells[span], cells.speeds), cells.rules, reason)
        first += states
    if x.vacuum is not None:
        more = (found.best.vacuum or 0) - (found.present.vacuum or 0)
        made += _switched(x, x.vacuum.units, x.vacuum.rules, more, reason)
    return tuple(made)


def _ordered(units: Sequence[Machine], rules: Rules | None, *, running: bool) -> list[Machine]:
    """Machines that may change, the one first that has been as it is for longest."""
    with untraced():
        free = [one for one in units if bool(one.step) is running and not held_as_it_is(one, rules)]
    return sorted(free, key=lambda one: -(one.since or Decimal(0)))


def _switched(
    x: ColdEndCase, units: Sequence[Machine], rules: Rules | None, more: int, reason: str
) -> list[SetPoint]:
    chosen = _ordered(units, rules, running=more < 0)[: abs(more)]
    words = ("stands", "runs") if more > 0 else ("runs", "stands")
    return [_point(x, one, words, rules, reason) for one in chosen]


def _point(
    x: ColdEndCase, one: Machine, words: tuple[str, str], rules: Rules | None, reason: str
) -> SetPoint:
    ramp = None if rules is None else rules.ramp
    return SetPoint(one.name, one.tag, words[0], words[1], ramp, x.expiry, reason)


def _turned(
    x: ColdEndCase, units: Sequence[Machine], speeds: tuple[Ratio, Ratio], rules: Rules | None,
    reason: str,
) -> SetPoint:  # fmt: skip
    words = tuple(f"{100 * float(speed):.4g} %" for speed in speeds)
    names = Machine(", ".join(one.name for one in units), tag=", ".join(
        one.tag for one in units if one.tag
    ))  # fmt: skip
    return _point(x, names, (words[0], words[1]), rules, reason)


def _blown(
    x: ColdEndCase, units: Sequence[Machine], to: tuple[Sequence[int], Sequence[Ratio]],
    rules: Rules | None, reason: str,
) -> list[SetPoint]:  # fmt: skip
    """Fans that leave a state which has too many, for the states that lack some."""
    wanted, speeds = to
    words = ["stands", *(f"runs at {100 * float(speed):.4g} %" for speed in speeds)]
    spare, lacking = [], []
    for step, number in enumerate(wanted):
        have = [one for one in units if one.step == step]
        free = sorted((u for u in have if not u.locked), key=lambda u: -(u.since or Decimal(0)))
        spare += free[: max(len(have) - number, 0)]
        lacking += [step] * max(number - len(have), 0)
    return [
        _point(x, one, (words[one.step], words[step]), rules, reason)
        for one, step in zip(spare, lacking, strict=True)
    ]


def flags(x: ColdEndCase, found: Searched, home: Operation) -> tuple[str, ...]:
    """What a careful reader should know."""
    said = []
    if x.p is not None and abs(x.p - home.p) > APART:
        said.append(
            f"the model of the present way is {float(home.p - x.p) / 100:+.3g} mbar off the gauge: "
            "smooth r_f first, or look for air"
        )
    if found.broken:
        said.append(f"the present way breaks: {', '.join(found.broken)}")
    tower = x.tower
    if x.water is not None and (tower is None or tower.coc is None or tower.t_db is None):
        said.append("water is not in J: it needs a tower with coc and t_db")
    if x.limits is None or x.limits.p_most_after_loss is None:
        said.append("loss of a pump is not looked at")
    if all(
        best == len(group.units) for best, group in zip(found.best.counts, x.pumps, strict=True)
    ):
        said.append("every cooling-water pump runs in the best way: equipment is the limit")
    if any(group.slowest is not None and len(group.units) > 1 for group in x.pumps):
        said.append("pumps of variable speed in one group turn alike")
    return tuple(said)
