"""What cannot be in a unit's readings as a whole, with its likely mistake (spec 3.20).

Judged by medians over the hours on line: one wrong hour is a gate's matter, a wrong unit or two
swapped tags show in all of them.
"""

from decimal import Decimal

import numpy as np

from greenlang.agents.condenser.history.rows import Rows
from greenlang.agents.condenser.method import plausible
from greenlang.agents.condenser.model import PowerUnit
from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.library.series.arrays import Floats
from greenlang.library.steam import saturation

RHO_CP = 4.18e6  # J/(m3 K), rough: for factors of 60 and 1000
CROSSED = 0.5  # share of the hours in which steam condenses colder than the water leaves
CLOSE = 1.35  # ratio of two duties that a wrong unit does not explain


def refuse(unit: PowerUnit, rows: Rows) -> None:
    """ImpossibleState or InsufficientData that names the likely mistake, where one shows."""
    p, t_in, t_out = (_median(x, rows) for x in (rows.p.x, rows.t_in.x, rows.t_out.x))
    _refuse_missing(rows)
    if np.isfinite(t_out):
        _refuse_swapped(t_in, t_out)
    _refuse_pressure(unit, rows, (p, t_out))
    _refuse_flow(rows)
    if np.isfinite(t_out):
        _refuse_crossed(rows, (p, t_out))


def _median(x: Floats, rows: Rows) -> float:
    seen = x[rows.on]
    seen = seen[np.isfinite(seen)]
    return float(np.median(seen)) if seen.size else float("nan")


def _refuse_missing(rows: Rows) -> None:
    if not rows.on.any():
        raise InsufficientData(
            "no hour is on line above 30 % of the gross power: check `gross` and the unit of the "
            "tag `power`"
        )
    absent = [
        role
        for role, x in (("p", rows.p.x), ("t_in", rows.t_in.x))
        if not np.isfinite(x[rows.on]).any()
    ]
    if absent:
        raise InsufficientData(
            f"{' and '.join(absent)}: not one usable value on line; see the findings by tag"
        )


def _refuse_swapped(t_in: float, t_out: float) -> None:
    if t_out <= t_in:
        raise ImpossibleState(
            f"the cooling water enters at {t_in - 273.15:.1f} degC and leaves at "
            f"{t_out - 273.15:.1f} degC (medians on line): it is not heated; are t_in and t_out "
            "swapped?"
        )


def _refuse_pressure(unit: PowerUnit, rows: Rows, of: tuple[float, float]) -> None:
    p, t_out = of
    if 600.0 < p <= unit.p_max:
        return
    barometer = _median(rows.barometer.x, rows)
    site = Decimal(repr(barometer)) if np.isfinite(barometer) else None
    hint = "give it absolute, or with the barometer as 'mbar g' or 'mbar vac'"
    if np.isfinite(t_out):
        hint = plausible.pressure_hint(Decimal(repr(p)), Decimal(repr(t_out)), site) or hint
    raise ImpossibleState(
        f"a median pressure of {p / 100:.4g} mbar a lies outside 6 to {unit.p_max / 100:.4g} mbar, "
        f"where this condenser runs; {hint}"
    )


def _refuse_flow(rows: Rows) -> None:
    """Duty of the water against the steam's, or against the gross power."""
    rise = rows.t_out.x - rows.t_in.x
    duty = _median((RHO_CP * rows.v.x * rise).sum(axis=1), rows)
    steam, power = _median(rows.q_steam.x, rows), _median(rows.power.x, rows)
    if not np.isfinite(duty) or duty <= 0:
        return
    if np.isfinite(steam) and steam > 0:
        if 1 / CLOSE < duty / steam < CLOSE:
            return
        which, ratio, span = "the steam side's duty", duty / steam, (0.88, 1 / 0.88)
    elif np.isfinite(power) and power > 0:
        which, ratio, span = "the gross power", duty / power, (plausible.SMALL, plausible.GREAT)
        if span[0] <= ratio <= span[1]:
            return
    else:
        return
    hint = plausible.unit_hint(ratio, *span) or "check the units of flow, power and temperatures"
    raise ImpossibleState(
        f"the cooling water would carry {duty / 1e6:.4g} MW, {ratio:.3g} times {which} (medians on "
        f"line); {hint}"
    )


def _refuse_crossed(rows: Rows, of: tuple[float, float]) -> None:
    p, t_out = of
    with np.errstate(invalid="ignore"):
        t_s = saturation.temperature(rows.p.x)
        crossed = t_s[:, None] <= rows.t_out.x
    judged = rows.on[:, None] & np.isfinite(t_s[:, None] + rows.t_out.x)
    if not judged.any() or np.mean(crossed[judged]) <= CROSSED:
        return
    barometer = _median(rows.barometer.x, rows)
    site = Decimal(repr(barometer)) if np.isfinite(barometer) else None
    hint = plausible.pressure_hint(Decimal(repr(p)), Decimal(repr(t_out)), site) or (
        "is it a gauge reading taken as absolute, is t_out that of another box, are tags swapped?"
    )
    raise ImpossibleState(
        f"steam would condense at {float(saturation.temperature(np.array(p))) - 273.15:.1f} degC "
        f"({p / 100:.4g} mbar a) and the water leaves at {t_out - 273.15:.1f} degC (medians): a "
        f"terminal difference below zero in {np.mean(crossed[judged]):.0%} of the hours cannot "
        f"be; {hint}"
    )
