"""The boxes of a zone as one condenser: the R_f of the whole when its boxes have theirs.

Boxes share their steam; with unlike dirt and flows they do not share the duty. What counts for the
pressure is the effectiveness of all together, and the R_f that one bundle would need for it.
"""

import numpy as np

from greenlang.agents.condenser.history.zone import ZoneHours
from greenlang.library.series.arrays import Floats


def effective(z: ZoneHours, r_f: Floats, r_air: Floats) -> Floats:
    """R_f (n,) of the zone from those of its boxes (n, B), beside what air adds (n,)."""
    with np.errstate(all="ignore"):
        now = _resistance(z, r_f + r_air[:, None])
        clean = _resistance(z, np.broadcast_to(r_air[:, None], r_f.shape))
    return np.asarray(now - clean)


def _resistance(z: ZoneHours, extra: Floats) -> Floats:
    """Resistance of the whole surface, by the mean effectiveness of the boxes that run."""
    heat, capacity, area = (np.zeros(z.rows.n) for _ in range(3))
    for b, one in enumerate(z.boxes):
        on = z.rows.box_on[:, b]
        r = one.clean(z.fit.f_b, z.fit.f_t) + extra[:, b]
        c = np.where(on, one.c, 0.0)
        units = one.area / (r * one.c)
        heat = heat + np.where(on, c * -np.expm1(-units), 0.0)
        capacity, area = capacity + c, area + np.where(on, one.area, 0.0)
    return np.asarray(-area / (capacity * np.log1p(-heat / capacity)))
