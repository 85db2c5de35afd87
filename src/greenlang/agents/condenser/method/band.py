"""First-order band of U and R_f, and the share of each reading in it (spec 3.3 and 3.7)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from greenlang.agents.condenser import band_equations as bx
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser.cases import PerformanceCase, Shares

Number = Any


@dataclass(frozen=True)
class Band:
    """Standard uncertainties of U and R_f, and shares in the variance of R_f."""

    u: Number
    r_f: Number = None
    shares: Shares | None = None


def band(x: PerformanceCase, o: Any, s: Any, d: Any) -> Band:
    """Band of a state `s` whose balance was closed by `o`; `d` is its deposit, or None."""
    s_p = cx.assumed_pressure_sigma(x.p) if x.sigma_p is None else x.sigma_p
    s_1, s_2 = bx.by_inlet(s.ttd, s.itd), bx.by_outlet(s.ttd, s.itd)
    a = bx.water_reach(o.w, s_1, s_2, o.k_in, o.k_out, o.q)
    e_p = bx.effect_of_pressure(s.ttd, s.itd, bx.saturation_slope(s.t_s, x.p), s_p)
    e_1 = bx.effect_of_end(s_1, a, o.rise, o.s_in)
    e_2 = None if o.s_out is None else bx.effect_of_end(s_2, a, o.rise, o.s_out)
    e_v = None if o.s_v is None else bx.effect_of_flow(a, o.s_v)
    e_q = None if o.s_steam is None else bx.effect_of_steam(a, o.s_steam)
    u = bx.coefficient_sigma(s.u, *_filled((e_p, e_1, e_2, e_v, e_q), bx.no_effect, o.w))
    if d is None:
        return Band(u)
    b = bx.flow_reach(o.w, o.k_in, o.k_out, o.q, o.rise)
    films = (s.u, d.tube.r, d.r_s, b, o.w)
    effects = (
        bx.through_pressure(e_p, s.u),
        bx.through_end(e_1, *films, o.rise, o.s_in),
        None if e_2 is None else bx.through_end(e_2, *films, o.rise, o.s_out),
        None if e_v is None else bx.through_flow(e_v, *films, o.s_v),
        None if e_q is None else bx.through_steam(e_q, *films, o.s_steam),
        None if x.sigma_clean is None else bx.through_clean(d.r_clean, x.sigma_clean),
    )
    r_f = bx.fouling_sigma(*_filled(effects, bx.no_part, s.u))
    return Band(u, r_f, Shares(*(None if e is None else bx.share(e, r_f) for e in effects)))


def _filled(
    parts: tuple[Number, ...], none: Callable[[Number], Number], like: Number
) -> list[Number]:
    """The effects, one of nothing where a reading is missing."""
    return [none(like) if part is None else part for part in parts]
