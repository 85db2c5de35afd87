"""Conductance by zones of equal duty: for streams that boil, condense or change their cp.

Both temperatures are taken along the exchanger from the enthalpies, so that a mean temperature
difference is never formed across a bubble or dew point. In pure counterflow this is exact; any
other arrangement keeps its own factor F at the mean capacity rates, and says so.

Source: Shah & Sekulic 2003, sec. 4.2.2 (zones); Kern 1950, ch. 13 (weighted temperature
difference of condensers).
"""

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.model import Exchanger
from greenlang.core.maths import log_mean

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ZONES = 48  # of equal duty; a bend within one leaves less than 0.1 % in UA
CHUNK = 4096  # rows at once
CHANGES = 1.2  # cp at the warm end over that at the cool end, beyond which one cp will not do


def needed(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints) -> bool:
    """Whether heat capacity rates change too much along the exchanger for P-NTU (spec 3.1).

    A stream known by its enthalpy curve always; else, in counterflow, a cp that changes by more
    than 20 % between the median end temperatures.
    """
    if any(liquids.curved(name) for name in asset.fluids.values()):
        return True
    if asset.arrangement != "counterflow" or not np.isfinite(x).all(axis=1).any():
        return False
    usual = np.nanmedian(x, axis=0)
    last = rows[-1:]
    for side, ends in (("hot", usual[0:2]), ("cold", usual[2:4])):
        name = asset.fluids["hot" if side == "hot" else "cold"]
        a, b = (float(liquids.enthalpy(name, ends[k : k + 1], last)[1][0]) for k in (0, 1))
        if max(a, b) > CHANGES * min(a, b):
            return True
    return False


def conductance(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints) -> Floats:
    """UA (W/K) in counterflow by zones for states (rows, 6); NaN where temperatures cross."""
    parts = [slice(i, i + CHUNK) for i in range(0, len(x), CHUNK)]
    found = [_chunk(asset, x[part], liquids, rows[part]) for part in parts]
    return np.concatenate([np.empty(0), *found])


def _chunk(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints) -> Floats:
    share = np.linspace(0.0, 1.0, ZONES + 1)
    hot = _along(asset.fluids["hot"], x[:, 1], x[:, 0], share, liquids, rows)
    cold = _along(asset.fluids["cold"], x[:, 2], x[:, 3], share, liquids, rows)
    h_1, _ = liquids.enthalpy(asset.fluids["hot"], x[:, 0], rows)
    h_2, _ = liquids.enthalpy(asset.fluids["hot"], x[:, 1], rows)
    q = x[:, 4] * (h_1 - h_2)
    gap = hot - cold
    with np.errstate(invalid="ignore", divide="ignore"):
        per_duty = (1.0 / log_mean(gap[:, :-1], gap[:, 1:])).sum(axis=1) / ZONES
    whole = (gap > 0.0).all(axis=1) & (q > 0.0)
    return np.where(whole, q * per_duty, np.nan)


def _along(
    name: str, cool: Floats, warm: Floats, share: Floats, liquids: Liquids, rows: Ints
) -> Floats:
    """Temperatures (rows, zones + 1) from the cool to the warm end at even steps of enthalpy."""
    h_cool, _ = liquids.enthalpy(name, cool, rows)
    h_warm, _ = liquids.enthalpy(name, warm, rows)
    h = h_cool[:, None] + (h_warm - h_cool)[:, None] * share
    return liquids.temperature(name, h, rows)
