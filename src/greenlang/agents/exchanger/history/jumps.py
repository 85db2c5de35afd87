"""R_f that jumps up and back with the load: bad distribution, or a liquid that begins to boil.

A deposit does not go away when the flow comes back. Where R_f, and the pressure drop with it, steps
up each time that a flow falls below one value (or a temperature rises above one) and down again
each time that it returns, a part of the surface does without flow meanwhile. If the heat balance
opens with it, heat goes where no temperature shows it: the cold liquid boils.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.causes import LEAST_STEP
from greenlang.agents.exchanger.history.steps import CLEAR, Break

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEAST = 4  # jumps that make a rule: 8 sides told by chance are one in 256
AGREE = 0.85  # share of the sides that one threshold must tell: a day may hold both
BESIDE = 4  # days on each side from which the load is judged
MARGIN = 0.01  # of the threshold; days so near are on neither side
SURE = 5.0  # sd of a step of the heat balance that says it opens


@dataclass(frozen=True)
class Jumps:
    """Where R_f goes with a state of operation: days, threshold and size."""

    cause: Literal["maldistribution", "vaporisation"]
    start: int
    end: int | None  # None: still so
    trigger: str
    threshold: float
    below: bool  # the trouble is below the threshold
    size: float  # median jump of R_f, m2 K/W
    ln_dp: float  # median jump of ln of the tube-side ratio, NaN without a tag
    imbalance: float  # median step of the heat balance, shares
    count: int
    right: float  # share of the sides of all jumps that the threshold tells

    def holds(self, one: Break, scale: float) -> bool:
        """Whether a break is one of these jumps."""
        ended = self.end is not None and one.start > self.end
        return _jump(one, scale) and one.start >= self.start and not ended

    def affected(self, x: Floats) -> Bools:
        """Days on the wrong side of the threshold, or near it, while the trouble lasts."""
        day = np.arange(len(x))
        inside = (day >= self.start) & (day < (len(x) if self.end is None else self.end))
        edge = self.threshold * (1.0 + MARGIN if self.below else 1.0 - MARGIN)
        bad = x < edge if self.below else x > edge
        return np.asarray(inside & bad)


def jumps(found: Sequence[Break], states: Mapping[str, Floats], scale: float) -> Jumps | None:
    """The state of operation that the jumps of R_f go with; None where none explains them all.

    `states`: daily values by name; a flow is suspected below a value, a temperature above one.
    """
    steps = [one for one in found if _jump(one, scale)]
    best: Jumps | None = None
    for name, x in states.items():
        one = _with(steps, name, x)
        if one is not None and (best is None or one.right > best.right):
            best = one
    return best


def _jump(one: Break, scale: float) -> bool:
    """A step of R_f without outage, log or clear cause, pressure drops going the same way."""
    r = one.r_f.size
    if not np.isfinite(r) or abs(r) < LEAST_STEP * scale or one.outage or one.logged:
        return False
    known = [step.size for step in one.ln_dp.values() if np.isfinite(step.size)]
    clear = one.gap >= CLEAR and one.cause != "other"
    return not clear and all(r * step >= 0.0 or abs(step) < MARGIN for step in known)


def _with(steps: Sequence[Break], name: str, x: Floats) -> Jumps | None:
    below = not name.startswith("t_")
    sided = [(one, *_sides(x, one)) for one in steps]
    known = [(s, a, b) for s, a, b in sided if np.isfinite(a) and np.isfinite(b)]
    # In trouble: after a jump up, before a jump down.
    bad = np.array([b if s.r_f.size > 0 else a for s, a, b in known])
    good = np.array([a if s.r_f.size > 0 else b for s, a, b in known])
    if len(known) < LEAST or not {True, False} <= {s.r_f.size > 0 for s, _, _ in known}:
        return None
    threshold, right = _threshold(bad, good, below=below)
    if right < AGREE:
        return None
    first, last = known[0][0], known[-1][0]
    ended = last.r_f.size < 0.0 and _returns(x[last.end :], threshold, below=below)
    open_by = np.array([np.sign(s.r_f.size) * s.imbalance.size for s, _, _ in known])
    z = np.array([abs(s.imbalance.z()) for s, _, _ in known])
    boils = bool(np.median(z) > SURE and (np.nanmedian(open_by) > 0.0))
    return Jumps(
        "vaporisation" if boils else "maldistribution",
        first.start,
        last.end if ended else None,
        name,
        threshold,
        below,
        float(np.median([abs(s.r_f.size) for s, _, _ in known])),
        _median([abs(s.ln_dp["tube"].size) for s, _, _ in known if "tube" in s.ln_dp]),
        _median(open_by.tolist()),
        len(known),
        right,
    )


def _threshold(bad: Floats, good: Floats, *, below: bool) -> tuple[float, float]:
    """The value that tells trouble from none best, and the share of the sides that it tells."""
    both = np.unique(np.concatenate([bad, good]))
    between = (both[1:] + both[:-1]) / 2.0 if both.size > 1 else both
    told = [
        np.count_nonzero(bad < t) + np.count_nonzero(good > t) if below
        else np.count_nonzero(bad > t) + np.count_nonzero(good < t)
        for t in between
    ]  # fmt: skip
    most = max(told)
    # Of several as good the middle one.
    best = [t for t, n in zip(between, told, strict=True) if n == most]
    return float(np.median(best)), most / (bad.size + good.size)


def _returns(later: Floats, threshold: float, *, below: bool) -> bool:
    """Whether the state came back later without a jump: then the trouble has ended."""
    bad = later < threshold if below else later > threshold
    return bool(np.count_nonzero(bad) >= BESIDE)


def _sides(x: Floats, one: Break) -> tuple[float, float]:
    return (
        _median(x[max(one.start - BESIDE, 0) : one.start].tolist()),
        _median(x[one.end + 1 : one.end + 1 + BESIDE].tolist()),
    )


def _median(values: Sequence[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.median(known)) if known else float("nan")
