"""How a condenser stands: the mean of its last valid days, in plant units, with its bands."""

from dataclasses import dataclass

import numpy as np

from greenlang.agents.condenser.figures.view import (
    FOULING,
    LATELY,
    MBAR,
    MEGA,
    WORK,
    View,
    mean,
    now,
    worth,
)
from greenlang.agents.condenser.results import Band, CondenserHistory, Floats
from greenlang.agents.page import known

HOUR = 3600.0
PPB = 1e9
NOTHING = Band(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Standing:
    """Pressures in mbar, power in MW, air in kg/h, oxygen in ppb; NaN where nobody measures it.

    `causes` holds mbar by cause that can be put right; `power` and `money` are what those cost that
    work puts right.
    """

    days: int
    p: float
    target: float
    p_norm: float
    p_norm_sigma: float
    cleanliness: float
    cleanliness_sigma: float
    ttd: float
    air: float
    margin: float
    subcooling: float
    oxygen: float
    causes: dict[str, float]
    power: float
    money: Band

    @property
    def over(self) -> float:
        """How far the pressure stands above its target."""
        return self.p - self.target

    @property
    def first(self) -> str:
        """The cause that takes most, "" where none takes anything."""
        some = {cause: self.causes[cause] for cause in WORK if self.causes.get(cause, 0.0) > 0.0}
        return max(some, key=lambda cause: some[cause], default="")


def standing(one: CondenserHistory) -> Standing:
    """The last 30 valid days of a condenser."""
    day = one.daily
    some = np.flatnonzero(np.isfinite(day.p_target))[-LATELY:]
    drawn, carried = mean(day.m_air[some]), mean(day.m_capacity[some])
    found = now(one, "power")
    power = [found[cause] for cause in WORK if np.isfinite(found.get(cause, np.nan))]
    return Standing(
        days=some.size,
        p=MBAR * mean(day.p_used[some]),
        target=MBAR * mean(day.p_target[some]),
        p_norm=MBAR * mean(day.p_norm[some]),
        p_norm_sigma=MBAR * mean(day.p_norm_sigma[some]),
        cleanliness=mean(day.cf_ref[some]),
        cleanliness_sigma=mean(day.cf_ref_sigma[some]),
        ttd=mean(day.ttd[some]),
        air=HOUR * drawn,
        margin=carried / drawn if drawn > 0.0 else float("nan"),
        subcooling=mean(day.subcooling[some]),
        oxygen=PPB * mean(day.oxygen[some]),
        causes={cause: MBAR * p for cause, p in now(one).items() if np.isfinite(p)},
        power=MEGA * sum(power) if power else float("nan"),
        money=worth(one),
    )


def together(view: View) -> Band:
    """What work would put right in the whole plant, money a day; errors go together."""
    some = [band for one in view.history.condensers if known(band := worth(one))]
    if not some:
        return NOTHING
    return Band(*(sum(getattr(b, name) for b in some) for name in ("p10", "p50", "p90")))


def dirtiest(one: CondenserHistory) -> tuple[str, Band] | None:
    """The waterbox with the greatest R_f now, in 1e-5 m2 K/W."""
    seen = {box: band for box, band in one.r_f_now.items() if known(band)}
    if not seen:
        return None
    box = max(seen, key=lambda name: seen[name].p50)
    band = seen[box]
    return box, Band(*(FOULING * x for x in (band.p10, band.p50, band.p90)))


def spread(values: Floats) -> tuple[float, float, float]:
    """P10, P50 and P90 of what is known."""
    seen = values[np.isfinite(values)]
    if not seen.size:
        return (float("nan"),) * 3
    low, mid, high = np.percentile(seen, (10, 50, 90))
    return float(low), float(mid), float(high)
