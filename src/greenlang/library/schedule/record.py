"""A problem and the proof of a plan as texts that `core.renewals` reads: for records."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from greenlang.core.renewals import CERTIFICATE, FORMAT

from .paths import Prices
from .problem import Path, Renewal, incidence

CENTS, TENTHS = 2, 1  # digits after the point of costs and of loads
KEPT = 9  # digits of a price: fewer digits, a shorter certificate, a bound lower by 1e-9


def document(problem: Renewal, units: Sequence[str], methods: Sequence[str]) -> str:
    """The problem as a text; costs are kept to cents, loads to tenths."""
    periods = np.arange(problem.periods)
    return _text(
        {
            "format": FORMAT,
            "units": list(units),
            "methods": list(methods),
            "periods": problem.periods,
            "digits": CENTS,
            "cost": _whole(problem.cost, CENTS),
            "duration": problem.duration.tolist(),
            "resources": [
                {
                    "name": one.name,
                    "use": _decimals(one.use),
                    "capacity": _decimals(one.capacity),
                    "row": (periods if one.row is None else one.row).tolist(),
                    "at_start": one.at_start,
                }
                for one in problem.resources
            ],
            "couplings": [
                {
                    "name": one.name,
                    "digits": TENTHS,
                    "load": _whole(one.load, TENTHS),
                    "slack": _decimals(one.slack),
                    "price": _decimals(one.price),
                }
                for one in problem.couplings
            ],
        }
    )


def certificate_document(problem: Renewal, prices: Prices, paths: Sequence[Path]) -> str:
    """A plan and the prices that prove how good it is, as a text."""
    owner = incidence(problem).owner
    rows = [prices.rows[owner == k] for k in range(len(problem.resources))]
    return _text(
        {
            "format": CERTIFICATE,
            "paths": [[list(start) for start in path] for path in paths],
            "rows": [_short(one) for one in rows],
            "loads": [_short(one) for one in prices.loads],
        }
    )


def _text(data: Any) -> str:
    return json.dumps(data, separators=(",", ":"), sort_keys=True)


def _whole(values: Any, digits: int) -> Any:
    """Nested lists of whole numbers of the last digit; None where infinite."""
    if values.ndim > 1:
        return [_whole(part, digits) for part in values]
    scaled = np.where(np.isfinite(values), np.round(values * 10.0**digits), 0.0)
    return [
        int(number) if finite else None
        for number, finite in zip(scaled, np.isfinite(values), strict=True)
    ]


def _decimals(values: Any) -> Any:
    if values.ndim > 1:
        return [_decimals(part) for part in values]
    return [repr(float(value)) for value in values]


def _short(values: Any) -> list[str]:
    return [f"{max(float(value), 0.0):.{KEPT - 1}e}" if value > 0.0 else "0" for value in values]
