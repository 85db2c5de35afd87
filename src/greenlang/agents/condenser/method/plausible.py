"""What a reading that cannot be most likely is: another unit, a vacuum, a swapped tag (3.20)."""

import math
from decimal import Decimal
from typing import Any

from greenlang.core.errors import GreenlangError, ImpossibleState
from greenlang.core.provenance import untraced
from greenlang.library.steam import saturation

Number = Any

FACTORS = (
    (60.0, "per minute and per second, or per hour and per minute,"),
    (1000.0, "litres and cubic metres"),
    (3600.0, "per hour and per second"),
    (3.785, "gallons and litres"),
    (4.403, "gpm and m3/h"),
    (15850.3, "gpm and m3/s"),
    (1.8, "degF and degC in the rise"),
)
CLOSED = (0.88, 1 / 0.88)  # ratio of two duties in one unit; keeps 3600 and 4403 apart
STANDARD = 101_325.0
HIGHEST = Decimal(35_000)
WARM, COLD = 12.0, -1.0  # K above the water outlet at which condensers work


def unit_hint(value: float, low: float, high: float) -> str:
    """What a value outside of its usual range most likely is in another unit, or ''."""
    if not (value > 0 and math.isfinite(value)) or low <= value <= high:
        return ""
    usual = math.sqrt(low * high)
    size = abs(math.log(value / usual))
    factor, pair = min(FACTORS, key=lambda one: abs(size - math.log(one[0])))
    if abs(size - math.log(factor)) > math.log(high / usual):
        return ""
    way = "large" if value > usual else "small"
    return (
        f"it is about {factor:g} times too {way}, which is what {pair} differ by: "
        "check the unit of the flow"
    )


def pressure_hint(p: Decimal, t_out: Decimal, barometer: Decimal | None) -> str:
    """What else a condenser pressure may have been meant as, seeing the water outlet, or ''."""
    site = STANDARD if barometer is None else float(barometer)
    read = {
        "as a vacuum below the barometer it would fit: write 'mbar vac' or 'inHg vac'": site
        - float(p),
        "as inches of mercury, not mbar, it would fit": float(p) * 33.86388640341,
        "as kPa, not mbar, it would fit": float(p) * 10,
        "as mbar, not inHg, it would fit": float(p) / 33.86388640341,
    }
    for told, pressure in read.items():
        if _fits(pressure, float(t_out)):
            return told
    return ""


def _fits(p: float, t_out: float) -> bool:
    try:
        with untraced():
            above = float(saturation.temperature(p)) - t_out
    except GreenlangError:
        return False
    return COLD <= above <= WARM


def refuse_crossed(p: Decimal, t_s: Decimal, t_out: Decimal, barometer: Decimal | None) -> None:
    """Raise ImpossibleState where steam would condense colder than the water leaves."""
    if t_s > t_out:
        return
    hint = pressure_hint(p, t_out, barometer) or (
        "is it a gauge reading taken as absolute, has the barometer changed, is t_out that of "
        "another box, are tags swapped?"
    )
    raise ImpossibleState(
        f"p = {float(p) / 100:.4g} mbar a: steam condenses at {float(t_s) - 273.15:.2f} degC, and "
        f"the water leaves at {float(t_out) - 273.15:.2f} degC: a terminal difference of "
        f"{float(t_s - t_out):.2f} K cannot be; {hint}"
    )


def refuse_pressure(p: Decimal, t_out: Decimal, barometer: Decimal | None) -> None:
    """Raise ImpossibleState for a pressure at which no condenser runs, with what it may be."""
    if Decimal(600) < p <= HIGHEST:
        return
    hint = pressure_hint(p, t_out, barometer) or (
        "give it absolute, or with the site's barometer as 'mbar g' or 'mbar vac'"
    )
    raise ImpossibleState(
        f"p = {float(p) / 100:.4g} mbar a lies outside 6 to 350 mbar, where condensers run; {hint}"
    )


SMALL, GREAT = 0.8, 2.5  # duty over gross power of steam plants
STILL, WILD = 0.2, 6.0  # m/s
USUAL = (0.8, 3.2)


def refuse_duty(q: Decimal, p_gross: Decimal | None) -> None:
    """Raise ImpossibleState where a wrong unit explains a duty that does not fit the power."""
    if p_gross is None or p_gross <= 0 or SMALL <= (ratio := float(q / p_gross)) <= GREAT:
        return
    hint = unit_hint(ratio, SMALL, GREAT) or "check flow, rise and power"
    raise ImpossibleState(
        f"a duty of {float(q) / 1e6:.4g} MW is {ratio:.3g} times the gross power, where steam "
        f"plants have {SMALL} to {GREAT}; {hint}"
    )


def refuse_velocity(v: Decimal) -> None:
    """Raise ImpossibleState for a velocity in the tubes that no condenser has."""
    if Decimal(repr(STILL)) <= v <= Decimal(repr(WILD)):
        return
    hint = unit_hint(float(v), *USUAL) or "check tubes, passes and flow"
    raise ImpossibleState(
        f"the water would run at {float(v):.3g} m/s, where condensers have {STILL} to {WILD}; "
        f"{hint}"
    )
