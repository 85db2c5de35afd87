"""Numbers of the document for other programs: a value with its unit, or why there is none."""

import math
from typing import Any

from greenlang.agents.page import MISSING, Percentiles, date

_ENDLESS = {"date": "not within the forecast"}
_BANDS = ("p10", "p50", "p90")


def value(x: float | None, unit: str) -> dict[str, Any]:
    """A number with its unit; a day where the unit is "date"."""
    if x is None or math.isnan(x):
        return {"value": None, "unit": unit, "remark": MISSING}
    if math.isinf(x):
        return {"value": None, "unit": unit, "remark": _ENDLESS.get(unit, "no limit")}
    return {"value": date(x) if unit == "date" else x, "unit": unit}


def band(found: Percentiles, unit: str) -> dict[str, Any]:
    """P10, P50 and P90 of a number."""
    return {name: value(getattr(found, name), unit) for name in _BANDS}
