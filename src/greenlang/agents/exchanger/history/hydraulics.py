"""Measured pressure drop over that of a clean bundle at the same flow and temperature, by day.

Turbulent drop goes with m^1.8 mu^0.2/rho (Blasius friction 0.316 Re^-0.25 to the nearest tenth, as
in the plugging and bypass rules of the specification); its scale comes from the clean days, so no
geometry is needed. The ratio is of all losses, friction and turns alike.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.clean import stream
from greenlang.agents.exchanger.history.hours import Hours
from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.model import Exchanger, Space
from greenlang.library.series.daily import daily_median

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FLOW_EXPONENT = 1.8
SPACES: tuple[Space, ...] = ("tube", "shell")


def ln_drops(
    asset: Exchanger, measured: Hours, x: Floats, valid: Bools, oil: Liquids
) -> Mapping[str, Floats]:
    """Daily ln of measured over modelled drop by side, up to a constant; only sides with a tag.

    `x` (hours, 6): reconciled states; `valid` (hours,): in service.
    """
    rows = np.arange(len(x))
    out: dict[str, Floats] = {}
    for space in SPACES:
        tag = asset.tags.get(f"dp_{space}")
        hour = None if tag is None else measured.tags.get(tag.tag)
        if hour is None:
            continue
        s = stream(asset, "hot" if asset.spaces["hot"] == space else "cold", x, oil, rows)
        with np.errstate(divide="ignore", invalid="ignore"):
            model = FLOW_EXPONENT * np.log(s.m)
            # A property that the fluid's data lack is taken for constant.
            for value, exponent in ((s.mu, 0.2), (s.rho, -1.0)):
                if np.isfinite(value).any():
                    model = model + exponent * np.log(value)
            ratio = np.log(hour.x) - model
        out[space] = daily_median(np.where(valid & np.isfinite(ratio), ratio, np.nan))
    return out


def zeroed(ln_drop: Floats, clean: Bools) -> Floats:
    """Less its median on clean days; on none known, less its lowest decile."""
    seen = ln_drop[clean & np.isfinite(ln_drop)]
    if seen.size:
        return ln_drop - float(np.median(seen))
    known = ln_drop[np.isfinite(ln_drop)]
    return ln_drop - (float(np.quantile(known, 0.1)) if known.size else 0.0)
