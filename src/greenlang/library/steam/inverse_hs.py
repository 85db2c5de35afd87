"""Pressure and temperature from enthalpy and entropy, in floats: to choose a region and to start.

The borders of IAPWS SR4-04 choose, backward equations start, Newton's method on the forward
equations ends. Next to the saturation line, where the borders miss by a little, the fraction of
vapour decides.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.maths import root
from greenlang.library.steam import (
    backward,
    backward_hs,
    critical,
    inverse,
    region1,
    region2,
    region3,
    region5,
    saturation,
)
from greenlang.library.steam.regions import CRITICAL, HOT, LIQUID, OUTSIDE, STEAM, WET

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
S_13, S_LIQUID, S_CRITICAL = 3397.782955, 3778.28134, 4412.02148223476
S_23, S_STEAM, S_2BC, S_TRIPLE = 5048.096828, 5260.578707, 5850.0, 9155.759395
H_23 = (2563.592004e3, 2812.942061e3)  # border B23 lies between
H_HOT = 3.85e6  # J/kg, less than any hot steam has
MARGIN = 500.0  # J/kg from the saturation line, more than its backward equations miss
T_END = 647.09  # to 647.096 K liquid and vapour are too near to be told apart


def found(h: Any, s: Any) -> tuple[Codes, Floats, Floats]:
    """Region, pressure in Pa and temperature in K of each row of h and s; region 0 is outside."""
    h, s = (np.atleast_1d(np.asarray(a, dtype=float)) for a in np.broadcast_arrays(h, s))
    with np.errstate(all="ignore"):
        codes = _regions(h, s)
        p, t = np.full(h.shape, np.nan), np.full(h.shape, np.nan)
        for code in (LIQUID, STEAM, CRITICAL, WET):
            rows = codes == code
            if rows.any():
                p[rows], t[rows] = SOLVERS[code](h[rows], s[rows])
        warm = np.flatnonzero((codes == STEAM) & (h > H_HOT))
        if warm.size:
            p_hot, t_hot = _hot(h.flat[warm], s.flat[warm])
            hot = warm[t_hot > 1073.15]
            codes.flat[hot], p.flat[hot], t.flat[hot] = (
                HOT,
                p_hot[t_hot > 1073.15],
                t_hot[t_hot > 1073.15],
            )
        most = np.where(codes == HOT, 50e6, 100e6) * (1 + 1e-9)
        inside = (t >= 273.15 - 1e-9) & (t <= 2273.15 + 1e-9) & (p > 0) & (p <= most)
        inside &= (p >= 611.2) | (codes == STEAM) | (codes == HOT)
    return np.where(inside, codes, OUTSIDE).astype(np.uint8), p, t


def _regions(h: Floats, s: Floats) -> Codes:
    line = np.select(
        [s <= S_LIQUID, s <= S_CRITICAL, s < S_2BC],
        [
            backward_hs.liquid_line(s),
            backward_hs.critical_liquid_line(s),
            backward_hs.critical_vapour_line(s),
        ],
        backward_hs.vapour_line(s),
    )
    steam = np.where(_beyond_23(h, s), STEAM, CRITICAL)
    codes = np.select(
        [s <= S_13, s <= S_LIQUID, s <= S_23, s <= S_STEAM],
        [LIQUID, np.where(h < backward_hs.enthalpy_13(s), LIQUID, CRITICAL), CRITICAL, steam],
        STEAM,
    )
    low = s <= S_TRIPLE + 1
    wet = low & (h < line)
    near = np.flatnonzero(low & (np.abs(h - line) < MARGIN))
    if near.size:
        wet.flat[near] = _is_wet(h.flat[near], s.flat[near])
    return np.where(wet, WET, codes).astype(np.uint8)


def _beyond_23(h: Floats, s: Floats) -> Any:
    p_23 = saturation.boundary_pressure(backward_hs.temperature_23(h, s))
    below = backward_hs.steam_pressure(h, s) <= p_23
    return (h >= H_23[1]) | ((h > H_23[0]) & below)


def _is_wet(h: Floats, s: Floats) -> Any:
    p, t = _wet(h, s)
    low, high = _ends(p, t, vapour=False)[1], _ends(p, t, vapour=True)[1]
    return (s >= low) & (s <= high)


def _ends(p: Floats, t: Floats, *, vapour: bool) -> tuple[Floats, Floats]:
    """Enthalpy and entropy of saturated liquid or vapour."""
    module = region2 if vapour else region1
    h, s = module.enthalpy(p, t), module.entropy(p, t)
    rows = t > 623.15
    if rows.any():
        rho = critical.density(p[rows], t[rows], vapour=vapour)
        h[rows], s[rows] = region3.enthalpy(rho, t[rows]), region3.entropy(rho, t[rows])
    return h, s


def _wet(h: Floats, s: Floats) -> tuple[Floats, Floats]:
    def left(t: Floats) -> Floats:
        p = saturation.pressure(t)
        h_1, s_1 = _ends(p, t, vapour=False)
        h_2, s_2 = _ends(p, t, vapour=True)
        return (h - h_1) * (s_2 - s_1) - (s - s_1) * (h_2 - h_1)

    def beyond_liquid(t: Floats) -> Floats:
        return s - _ends(saturation.pressure(t), t, vapour=False)[1]

    low, high = np.full(h.shape, 273.15), np.full(h.shape, T_END)
    dense = root(beyond_liquid, low, high)  # above it the balance has a second root
    t: Floats = root(left, low, np.where(np.isnan(dense), high, dense))
    return saturation.pressure(t), t


def _newton(module: Any, h: Floats, s: Floats, p: Floats, t: Floats) -> tuple[Floats, Floats]:
    """From T ds = dh - v dp, and ds at constant pressure."""
    for _ in range(30):
        v, dv_dt = module.volume(p, t), module.expansion(p, t)
        d_h, d_s = h - module.enthalpy(p, t), s - module.entropy(p, t)
        d_p = np.clip((d_h - t * d_s) / v, -0.7 * p, 2 * p + 1e6)
        d_t = (d_s + dv_dt * d_p) * t / module.heat_capacity(p, t)
        p, t = p + d_p, t + d_t
        if not np.any((np.abs(d_p) > 1e-11 * (p + 1e6)) | (np.abs(d_t) > 1e-12 * t)):
            break
    return p, t


def _liquid(h: Floats, s: Floats) -> tuple[Floats, Floats]:
    p = np.maximum(backward_hs.liquid_pressure(h, s), 611.2)
    return _newton(region1, h, s, p, backward.liquid_from_enthalpy(p, h))


def _steam(h: Floats, s: Floats) -> tuple[Floats, Floats]:
    p = backward_hs.steam_pressure(h, s)
    return _newton(region2, h, s, p, backward.steam_from_enthalpy(p, h))


def _hot(h: Floats, s: Floats) -> tuple[Floats, Floats]:
    t = inverse.hot_temperature_ph(1e6, h)
    p = 1e6 * np.exp((region5.entropy(1e6, t) - s) / 461.526)
    return _newton(region5, h, s, p, t)


def _critical(h: Floats, s: Floats) -> tuple[Floats, Floats]:
    rho, t = critical.state_ph(backward_hs.critical_pressure(h, s), h)
    for _ in range(30):
        p_rho, p_t = region3.stiffness(rho, t), region3.tension(rho, t)
        cv = region3.isochoric_heat_capacity(rho, t)
        h_rho, h_t, s_rho, s_t = (
            (p_rho - t * p_t / rho) / rho,
            cv + p_t / rho,
            -p_t / rho**2,
            cv / t,
        )
        d_h, d_s = h - region3.enthalpy(rho, t), s - region3.entropy(rho, t)
        det = h_rho * s_t - h_t * s_rho
        rho, t = rho + (d_h * s_t - h_t * d_s) / det, t + (h_rho * d_s - d_h * s_rho) / det
    return region3.pressure(rho, t), t


SOLVERS = {LIQUID: _liquid, STEAM: _steam, CRITICAL: _critical, WET: _wet}
