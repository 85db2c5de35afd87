"""Heat transfer of every hour: 1/U and what a clean condenser would have (spec 3.3, 3.4).

The films are those of the audited analyses, over columns: Gnielinski's inside at the flow and
temperature that were, Nusselt's outside at the flux that was.
"""

from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.method import clean
from greenlang.agents.condenser.method.expected import stream
from greenlang.library.heat import balance as heat
from greenlang.library.heat import lmtd, resistances
from greenlang.library.series.arrays import Floats
from greenlang.library.steam import saturation

NUDGE = 10.0  # Pa, for the slope of the saturation line
FILM_ROUNDS = 2  # of the film outside, whose temperature depends on its bundle factor


@dataclass(frozen=True)
class Transfer:
    """One bundle by hour: 1/U as measured, and its clean parts at unit factors.

    `tube` is the film in the tubes at f_t = 1, `wall` the wall; the film outside is `film`/F_b at
    the bundle factor `f_b` that it was found at. `pressure_share` is d(1/U)/dp of the gauge.
    """

    tubes: Tubes
    area: Floats
    t_s: Floats
    ttd: Floats
    q: Floats
    flux: Floats
    c: Floats
    velocity: Floats
    resistance: Floats
    tube: Floats
    wall: float
    film: Floats
    pressure_share: Floats

    def clean(self, f_b: float, f_t: float) -> Floats:
        """1/U of the clean bundle."""
        return f_t * self.tube + self.wall + self.film / f_b


@dataclass(frozen=True)
class State:
    """What a bundle's transfer follows from, by hour: water in, flow, duty, pressure."""

    t_in: Floats
    v: Floats
    q: Floats
    p: Floats
    plugged: Floats


def transfer(
    tubes: Tubes, x: State, f_b: float, p_water: float, salinity: float | None = None
) -> Transfer:
    """1/U and its clean parts by hour; NaN where steam would condense colder than the water."""
    made = replace(tubes, plugged=x.plugged, f_b=1.0, f_t=None)
    with np.errstate(all="ignore"):
        b = clean.bundle(made)
        w = stream(b, x.t_in, x.v, x.q, p_water, salinity)
        t_s = saturation.temperature(x.p)
        ttd, itd = t_s - w.t_out, t_s - x.t_in
        positive = (ttd > 0.0) & (x.q > 0.0) & (w.velocity > 0.0)
        flux = np.where(positive, resistances.heat_flux(x.q, b.area), np.nan)
        dt_lm = lmtd.lmtd(np.where(positive, itd, np.nan), np.where(positive, ttd, np.nan))
        outside = clean.steam_film(replace(b, f_b=f_b), t_s, flux)
        slope = (saturation.temperature(x.p + NUDGE) - t_s) / NUDGE
        rise, ln = itd - ttd, np.log(itd / ttd)
        share = slope * (rise / ln**2) * (1.0 / ttd - 1.0 / itd) / flux
    return Transfer(
        tubes=tubes,
        area=b.area,
        t_s=t_s,
        ttd=heat.approach(t_s, w.t_out),
        q=x.q,
        flux=flux,
        c=w.c,
        velocity=w.velocity,
        resistance=resistances.resistance(cx.coefficient(flux, dt_lm)),
        tube=w.tube.r,
        wall=float(b.r_wall),
        film=f_b / outside,
        pressure_share=share,
    )
