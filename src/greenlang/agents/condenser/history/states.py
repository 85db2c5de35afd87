"""R_f by waterbox, air and gauge error by zone, from all signals of a day (spec 4.7).

First the gauge: p_c - psat(T_hood) and p_c - psat(T_hotwell) hold the bias of the pressure gauge
(Pa) and an error of each thermometer (K; of the hotwell's with its subcooling), constant but for a
slow walk, and free to jump on days when a step was seen. Then the deposit, r_b = R_f,b + R_air +
(dr/dp) bias: R_f grows with a rate that wanders and is free after a cleaning; R_air is there only
while air is. R_f has no say in what the gauge reads: a deposit that grows with the season would
else be taken for a bias, since dr/dp goes with the season too.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.history.signals import Signals
from greenlang.core.errors import InsufficientData
from greenlang.library.series.joint import (
    Joint,
    JointStates,
    factored,
    innovations,
    joint,
    log_likelihoods,
)
from greenlang.library.steam import saturation

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

UNIT = 1e-5  # m2 K/W
PRESSURE = 100.0  # Pa, in which bias and witnesses are filtered
DAY = 86_400.0
LOW, HIGH = 273.2, 400.0  # K, within which a condenser condenses
LEAST_DAYS = 20  # with a value of some box, without which there is no state
FREE = 30.0  # UNIT; sd of R_f before anything is known of it
RATE = 0.1  # UNIT a day; sd of the rate after a cleaning
AIR, AIR_WALK = 30.0, 2.0  # UNIT; what air may add at once, and from day to day
BIAS = 0.3  # PRESSURE; sd of the gauge on the first day: the clean model was learnt with it
WITNESS = 0.7  # K; sd of the constant error of a thermometer, subcooling with it
JUMP = (3.0, 1.0, 1.0)  # PRESSURE, K, K; by which each may jump where a step was seen
WALK = (0.02, 0.005, 0.01)  # the same a square root of a day
COLDER = 3.0  # PRESSURE; by which air may cool the condensate
IN_AIR = 2.0  # factor on the scatter of r while air sets the pressure
SCATTER = 0.05  # PRESSURE; sd of a day's pressure, common to r and witnesses
NOISE = (0.4, 0.8, 1.6)  # factors on the scatter stated
SCATTERS = (0.3, 1.0, 3.0)  # factors on the common one
LEVEL, LEVELS = 0.05, (0.2, 2.0)  # UNIT a square root of a day, and factors on it
RATES = (1e-3, 4e-3, 1.5e-2)  # UNIT a day in a square root of a day, by which the rate wanders
WALKS = (0.1, 1.0, 4.0)  # factors on the walk of each of the gauges
SPAN, MOVED = 12, 0.4  # days on each side, and PRESSURE by which a drifting gauge moves in them
DRIFT = (25.0, 0.01)  # factors on the variance of the walk of what drifts, and of the others then
FAR, ROBUST = 3.0, 2  # days beyond so many sd weigh less, in so many passes


@dataclass(frozen=True)
class Marks:
    """What events say before states are estimated; days as rows of the signals.

    `cleaned` (D, B): R_f of the box is free on entering the day. `jump` (D, B): R_f may jump, its
    rate goes on (tubes plugged). `left_out` (D, B): days on which r is not of the deposit (debris).
    `air` (D,): air is there; `air_new` (D,): it came, or changed, on entering the day. `gauge`
    (D, 3): the pressure gauge, the hood's and the hotwell's witness may jump on entering the day.
    """

    cleaned: Bools
    jump: Bools
    left_out: Bools
    air: Bools
    air_new: Bools
    gauge: Bools

    @classmethod
    def none(cls, days: int, boxes: int) -> "Marks":
        """Nothing happened."""
        by_box, by_day = np.zeros((days, boxes), np.bool_), np.zeros(days, np.bool_)
        return cls(by_box, by_box, by_box, by_day, by_day, np.zeros((days, 3), np.bool_))


@dataclass(frozen=True)
class Gauge:
    """Bias of the pressure gauge (Pa, above 0: it reads too high) and what its witnesses are off.

    (D,), with standard uncertainties given all days. `scatter` (Pa) is what the day's reading is
    off besides. `hood`, `hotwell` (K) say how far these thermometers read above T_s; NaN without.
    """

    bias: Floats
    bias_sigma: Floats
    scatter: Floats
    hood: Floats
    hood_sigma: Floats
    hotwell: Floats
    hotwell_sigma: Floats


@dataclass(frozen=True)
class Tracked:
    """States by day, SI: R_f and its rate (per s) by box, R_air by zone, the gauge.

    Every sigma is a standard uncertainty given all days. `deposit` (D, B) is R_f of the day as
    measured: r less air and bias, NaN where there is none; `random` (B,) its scatter.
    """

    r_f: Floats
    r_f_sigma: Floats
    rate: Floats
    rate_sigma: Floats
    r_air: Floats
    r_air_sigma: Floats
    gauge: Gauge
    deposit: Floats
    random: Floats


def slope(t: Floats) -> Floats:
    """Rise of the saturation pressure with temperature, Pa/K; 0 where t is no condenser's."""
    good = (t > LOW) & (t < HIGH)
    known = np.where(good, t, 300.0)
    rise = (saturation.pressure(known + 0.05) - saturation.pressure(known - 0.05)) / 0.1
    return np.asarray(np.where(good, rise, 0.0))


def gauge(x: Signals, marks: Marks) -> Gauge:
    """The bias of the pressure gauge by its witnesses; wide where there are none."""
    witnesses = (x.hood, x.hotwell)
    y = np.column_stack([np.where(c.seen, c.x, np.nan) / PRESSURE for c in witnesses])
    sigma = np.column_stack([c.sigma for c in witnesses]) / PRESSURE
    days, rise = len(y), slope(x.t_s) / PRESSURE
    h = np.zeros((days, 2, 4))
    h[:, :, 0] = h[:, :, 3] = 1.0
    h[:, 0, 1] = h[:, 1, 2] = -rise
    noise = _variance(sigma)
    noise[:, 1] += np.where(marks.air, COLDER**2, 0.0)
    wander = np.tile(np.square([*WALK, SCATTER]), (days, 1))
    wander[:, :3] += np.where(marks.gauge, np.square(JUMP), 0.0)
    fresh = np.full((days, 4), np.nan)
    fresh[:, 3] = 0.0
    fresh[0] = BIAS**2, WITNESS**2, WITNESS**2, 0.0
    # Which of the three walks is a choice too, so that one that drifts does not draw the others.
    choices = np.square(list(product(NOISE, WALKS, WALKS, WALKS, SCATTERS)))
    noises, wanders = np.repeat(choices[:, :1], 2, axis=1), choices[:, 1:]
    found, model = _robust(y, _likeliest(y, Joint(h, noise, (), wander, fresh), noises, wanders))
    drifts = _drifting(found.mean[:, :3] * np.column_stack([np.ones(days), rise, rise]))
    if drifts.any():
        walks = model.wander.copy()
        still = np.where(drifts.any(axis=1), DRIFT[1], 1.0)
        walks[:, :3] *= np.where(drifts, DRIFT[0], still[:, None])
        found, _ = _robust(y, replace(model, wander=walks))
    told = [found.of(row) for row in np.eye(4)]
    hood, hotwell = (
        [np.where(c.any(), each, np.nan) for each in pair]
        for c, pair in zip(witnesses, told[1:3], strict=True)
    )
    bias, scatter = told[0], told[3][0]
    return Gauge(bias[0] * PRESSURE, bias[1] * PRESSURE, scatter * PRESSURE, *hood, *hotwell)


def _drifting(moved: Floats) -> Bools:
    """Days on which each of the three moves on and on, and more than the others; in PRESSURE."""
    days = len(moved)
    late, early = (np.clip(np.arange(days) + k, 0, days - 1) for k in (SPAN, -SPAN))
    by = np.abs(moved[late] - moved[early])
    return np.asarray((by > MOVED) & (by >= by.max(axis=1, keepdims=True)))


def states(x: Signals, r: Floats, marks: Marks, of: Gauge, common: Floats | float = 0.0) -> Tracked:
    """States of one zone on every day, across gaps.

    `r` (D, B): that of the signals less what the gauge is off. `common` (B,) or scalar: standard
    uncertainty of r that no averaging takes away, m2 K/W.

    Raises InsufficientData with fewer than 20 days with a value in a box.
    """
    seen = x.r.seen & np.isfinite(r) & ~marks.left_out
    few = [b for b, n in zip(x.boxes, seen.sum(axis=0), strict=True) if n < LEAST_DAYS]
    if few:
        raise InsufficientData(
            f"{', '.join(few)}: fewer than {LEAST_DAYS} days with a heat-transfer coefficient; "
            "look at the quality of its readings or take a longer history"
        )
    share = np.nan_to_num(x.pressure_share)
    y = np.where(seen, r, np.nan) / UNIT
    boxes = len(x.boxes)
    choices = list(product(NOISE, LEVELS, RATES, SCATTERS))
    noises = np.array([[f**2] * boxes for f, *_ in choices])
    wanders = np.array(
        [[level**2, rate**2] * boxes + [1.0, scatter**2] for _, level, rate, scatter in choices]
    )
    model = _likeliest(y, _model(x, marks, share), noises, wanders)
    found, model = _robust(y, model)
    return _told(y, found, model, of, np.hypot(share * of.bias_sigma[:, None], common))


def _model(x: Signals, marks: Marks, share: Floats) -> Joint:
    """Level and rate of each box, then air and the day's common scatter."""
    days, boxes = x.r.x.shape
    air, scatter = 2 * boxes, 2 * boxes + 1
    h = np.zeros((days, boxes, 2 * boxes + 2))
    wander, fresh = np.zeros(h.shape[::2]), np.full(h.shape[::2], np.nan)
    for b in range(boxes):
        h[:, b, 2 * b], h[:, b, air], h[:, b, scatter] = 1.0, marks.air, share[:, b]
        wander[:, 2 * b] = LEVEL**2 + np.where(marks.jump[:, b], FREE**2, 0.0)
        wander[:, 2 * b + 1] = 1.0  # times that of the choice
        fresh[marks.cleaned[:, b], 2 * b : 2 * b + 2] = FREE**2, RATE**2
    h[:, :, scatter] *= PRESSURE / UNIT
    wander[:, air], wander[:, scatter] = np.where(marks.air, AIR_WALK**2, 0.0), SCATTER**2
    fresh[~marks.air, air] = fresh[:, scatter] = 0.0
    fresh[marks.air & marks.air_new, air] = AIR**2
    fresh[0] = [FREE**2, RATE**2] * boxes + [AIR**2, 0.0]
    noise = _variance(x.r.sigma / UNIT) * np.where(marks.air, IN_AIR**2, 1.0)[:, None]
    return Joint(h, noise, tuple((2 * b, 2 * b + 1) for b in range(boxes)), wander, fresh)


def _variance(sigma: Floats) -> Floats:
    return np.where(np.isfinite(sigma) & (sigma > 0.0), sigma, 1.0) ** 2


def _likeliest(y: Floats, model: Joint, noises: Floats, wanders: Floats) -> Joint:
    """The model with the scatter, and the wanderings, of greatest likelihood."""
    best = int(np.argmax(log_likelihoods(y, model, noises, wanders)))
    return factored(model, noises[best], wanders[best])


def _robust(y: Floats, model: Joint) -> tuple[JointStates, Joint]:
    """States with days far off weighing less, and the model with their noise."""
    noise = model.noise
    for _ in range(ROBUST):
        z = innovations(y, model)
        off = np.where(np.isfinite(z), np.abs(z), 0.0)
        if not np.any(off > FAR):
            break
        model = replace(model, noise=noise * np.where(off > FAR, (off / FAR) ** 2, 1.0))
    return joint(y, model), model


def _told(y: Floats, found: JointStates, model: Joint, of: Gauge, besides: Floats) -> Tracked:
    """States in SI; `besides` (D, B) is what else R_f may be off."""
    boxes = y.shape[1]
    told = [found.of(row) for row in np.eye(2 * boxes + 2)]
    level, rate = (
        [np.column_stack(each) for each in zip(*told[k : 2 * boxes : 2], strict=True)]
        for k in (0, 1)
    )
    other = model.h[:, :, 2 * boxes :] @ found.mean[:, 2 * boxes :, None]
    return Tracked(
        level[0] * UNIT,
        np.hypot(level[1] * UNIT, besides),
        rate[0] * UNIT / DAY,
        rate[1] * UNIT / DAY,
        told[2 * boxes][0] * UNIT,
        told[2 * boxes][1] * UNIT,
        of,
        (y - other[:, :, 0]) * UNIT,
        np.sqrt(np.nanmedian(model.noise, axis=0)) * UNIT,
    )
