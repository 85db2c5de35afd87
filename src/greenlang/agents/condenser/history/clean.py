"""The clean condenser, learnt where it was clean: F_b and the film in the tubes (spec 3.4, 4.5).

1/U = R_w + f_t R_t + R_Nu/F_b is straight in f_t and 1/F_b, so the fit with its priors is one small
least-squares problem, done again once with the film at the new F_b. Where flow and load hardly
change, both films look alike and f_t stays at its prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser.history.transfer import Transfer
from greenlang.agents.condenser.results import CleanFit
from greenlang.core.errors import InsufficientData
from greenlang.library.series.arrays import Bools, Floats

TUBE_PRIOR = 0.05  # sd of f_t about 1
BUNDLE_PRIOR = 0.3  # sd of ln F_b about its prior
SPREAD = 0.04  # relative sd of the film in the tubes that lets f_t be told
AFTER = 8  # days after a cleaning that count as clean
THOROUGH = 0.9  # share that a cleaning must take to tell the clean condenser beside declared days
ALIKE = 8e-6  # m2 K/W by which spans may lie above the cleanest of them
FOLLOWED, LEAST_DAYS = 40, 15  # days that tell how fast a clean surface fouls again
LEAST = 48  # hours
CLEANEST = 0.1  # share of the days that stand for clean where nothing else is known
AIR = 1.3  # of its usual, above which metered air bars a day
DEPRESSION = 1.5  # K above its usual, above which a depression bars a day
HOUR = 0.03  # least sd of an hour's 1/U, as a share: model and gauges


@dataclass(frozen=True)
class Span:
    """Days (indices from the first) on which the condenser was clean, but for what is known.

    `left` is the R_f that a cleaning could not take, `pace` what the deposit grew by a day since,
    `level` what 1/U lies above its films without both.
    """

    first: int
    last: int
    left: float = 0.0
    pace: float = 0.0
    level: float = 0.0


@dataclass(frozen=True)
class Window:
    """Where the condenser was clean, and who says so."""

    spans: tuple[Span, ...]
    source: str

    def hours(self, n: int) -> Bools:
        """Its hours among `n`."""
        out = np.zeros(n, np.bool_)
        for one in self.spans:
            out[24 * max(one.first, 0) : 24 * (one.last + 1)] = True
        return out

    def left(self, n: int) -> Floats:
        """R_f that is known to be there, by hour."""
        out = np.zeros(n)
        for one in self.spans:
            at = np.arange(24 * max(one.first, 0), min(24 * (one.last + 1), n))
            out[at] = one.left + one.pace * (at / 24.0 - one.first)
        return out


@dataclass(frozen=True)
class Cleaned:
    """All waterboxes were clean again on this day (index), by methods that take such a share."""

    day: int
    began: int
    effect: float


def window(
    declared: Sequence[tuple[int, int]], cleaned: Sequence[Cleaned], y: Floats, barred: Bools
) -> Window:
    """Where the condenser is known to be clean: declared, after cleanings, else cleanest days.

    `y` (D,) is the daily 1/U less its films at unit factors, `barred` days with signs of air.
    """
    seen = np.isfinite(y) & ~barred
    known = np.where(seen, y, np.nan)
    spans = [
        Span(a, b, 0.0, _pace(known, a), float(np.nanmedian(known[a : b + 1])))
        for a, b in declared
        if seen[a : b + 1].any()
    ]
    source = "declared" if spans else "after cleanings"
    spans += _afterwards(cleaned, known, thorough=True)
    if not spans:
        spans = _afterwards(cleaned, known, thorough=False)
    if spans:
        # A cleaning that went badly leaves more than its method says: the cleanest ones tell.
        best = min(one.level for one in spans)
        declared_too = source == "declared"
        return Window(
            tuple(
                one for one in spans if one.level <= best + ALIKE or (declared_too and not one.left)
            ),
            source,
        )
    if not seen.any():
        raise InsufficientData("no day has a coefficient without signs of air: nothing is clean")
    limit = float(np.quantile(y[seen], CLEANEST))
    days = np.flatnonzero(seen & (y <= limit))
    return Window(tuple(Span(int(day), int(day)) for day in days), "cleanest days")


def _afterwards(cleaned: Sequence[Cleaned], known: Floats, *, thorough: bool) -> list[Span]:
    """Spans after cleanings that took nearly all, or after the others."""
    found = [_after(one, known) for one in cleaned if (one.effect >= THOROUGH) == thorough]
    return [one for one in found if one is not None]


def _after(one: Cleaned, known: Floats) -> Span | None:
    """The days after a cleaning, with what it left; None where it made no step."""
    before, after = known[max(one.began - AFTER, 0) : one.began], known[one.day + 1 :][:AFTER]
    if not (np.isfinite(before).any() and np.isfinite(after).any()):
        return None
    step = float(np.nanmedian(before) - np.nanmedian(after))
    if step <= 0.0:
        return None
    last = min(one.day + AFTER, len(known) - 1)
    left = step * (1.0 - one.effect) / one.effect
    level = float(np.nanmedian(after)) - left
    return Span(one.day + 1, last, left, _pace(known, one.day + 1), level)


def wider(of: Window, days: int) -> Window:
    """The same, each span longer at its end by some days: what grew since is known by its pace."""
    return replace(of, spans=tuple(replace(one, last=one.last + days) for one in of.spans))


def _pace(known: Floats, first: int) -> float:
    """Growth a day over the weeks that follow (Theil and Sen); 0 where it cannot be told."""
    y = known[first : first + FOLLOWED]
    at = np.flatnonzero(np.isfinite(y))
    if at.size < LEAST_DAYS:
        return 0.0
    i, j = np.triu_indices(at.size, 5)
    return max(float(np.median((y[at[j]] - y[at[i]]) / (at[j] - at[i]))), 0.0)


def barred(air: Floats, depression: Floats) -> Bools:
    """Days (D,) on which metered air or the vent's depression is well above its usual."""
    out = np.zeros(len(air), np.bool_)
    with np.errstate(invalid="ignore"):
        if np.isfinite(air).any():
            out |= air > AIR * float(np.nanmedian(air))
        if np.isfinite(depression).any():
            out |= depression > float(np.nanmedian(depression)) + DEPRESSION
    return out


def learnt(
    of: Transfer, at: tuple[Bools, Floats], prior: float, given: tuple[float | None, float | None]
) -> tuple[float, float, float, float, float]:
    """F_b, its sigma, f_t, its sigma, spread over 1/U; `given` holds what the plant file says.

    `at`: hours on clean days, and the R_f that is known to be there, by hour.
    """
    where, left = at
    x, t, film = of.resistance[where] - of.wall - left[where], of.tube[where], of.film[where]
    good = np.isfinite(x) & np.isfinite(t) & np.isfinite(film)
    x, t, film = x[good], t[good], film[good]
    if x.size < LEAST:
        raise InsufficientData(
            f"{x.size} hours on clean days, {LEAST} are needed to learn the bundle factor: give "
            "`clean` days, or clean_model: {f_b: ...}"
        )
    sigma = HOUR * float(np.median(of.resistance[where][good]))
    # Hours of one day share their errors: a day is worth one reading.
    weight = 1.0 / (sigma**2 * 24.0)
    free_t = given[1] is None and float(np.std(t) / np.mean(t)) > SPREAD
    prior_b = 1.0 / prior
    rows = np.stack([t, film], axis=1)
    information = weight * rows.T @ rows
    target = weight * rows.T @ x
    for k, (mean, sd, free) in enumerate(
        (
            (given[1] or 1.0, TUBE_PRIOR, free_t),
            (prior_b if given[0] is None else 1.0 / given[0], BUNDLE_PRIOR * prior_b,
             given[0] is None),
        )
    ):  # fmt: skip
        tight = 1.0 / (sd if free else 1e-9) ** 2
        information[k, k] += tight
        target[k] += tight * mean
    covariance = np.linalg.inv(information)
    f_t, inverse = covariance @ target
    rest = x - rows @ np.array([f_t, inverse])
    spread = float(np.sqrt(np.mean(rest**2)) / np.mean(x + of.wall))
    sd_t, sd_b = np.sqrt(np.diag(covariance))
    f_b = 1.0 / float(inverse)
    return f_b, float(sd_b) * f_b**2, float(f_t), float(sd_t), spread


def unlearnt(prior: float, given: tuple[float | None, float | None]) -> tuple[float, ...]:
    """What the plant file or the prior says where no clean day has hours enough."""
    f_b, f_t = given
    sd = 0.0 if f_b is not None else BUNDLE_PRIOR * prior
    return prior if f_b is None else f_b, sd, f_t or 1.0, TUBE_PRIOR, HOUR


def fit(
    found: tuple[float, ...],
    at: Window,
    first: int,
    hours: int,
    prior: float,
) -> CleanFit:
    """The fit as it is handed out; windows as days since 1970."""
    f_b, f_b_sigma, f_t, f_t_sigma, spread = found
    days = tuple((one.first + first, one.last + first) for one in at.spans)
    return CleanFit(f_b, f_b_sigma, f_t, f_t_sigma, spread, days, hours, at.source, prior)
