"""Conductance by enthalpy: for streams that boil, condense or change their heat capacity.

Both temperatures are taken along the exchanger from the enthalpies, so that a mean temperature
difference is never formed across a bubble or dew point. In pure counterflow this is exact; any
other arrangement keeps its own factor F at the mean capacity rates (Kern 1950, ch. 13: weighted
temperature difference of condensers).
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.model import Exchanger, Side
from greenlang.library.fluids import heating
from greenlang.library.heat import zones

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SIDES: tuple[Side, Side] = ("hot", "cold")
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


def conductance(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints, q: Floats) -> Floats:
    """UA (W/K) in counterflow of duty `q` for states (rows, 6); NaN where temperatures cross."""
    out = np.full(len(x), np.nan)
    for part in _parts(asset, liquids, rows):
        seen = np.flatnonzero(np.isfinite(x[part]).all(axis=1)) + part.start
        if seen.size:
            hot, cold = (_curve(asset, side, x[seen], liquids, rows[seen]) for side in SIDES)
            t_hi, t_ho, t_ci, t_co = x[seen].T[:4]
            out[seen] = zones.conductance(hot, cold, q[seen], (t_hi, t_ho, t_ci, t_co))
    return out


def _parts(asset: Exchanger, liquids: Liquids, rows: Ints) -> list[slice]:
    """Rows with one assay of either side, in pieces that fit the cache."""
    spans = [where for name in asset.fluids.values() for where, _ in liquids.spans(name, rows)]
    cuts = {where.start for where in spans} | set(range(0, len(rows), CHUNK)) | {len(rows)}
    return [slice(a, b) for a, b in pairwise(sorted(cuts))]


def _curve(
    asset: Exchanger, side: Side, x: Floats, liquids: Liquids, rows: Ints
) -> heating.HeatCurve:
    """The heating curve of a side between its least and its greatest temperature."""
    t = x[:, :2] if side == "hot" else x[:, 2:4]
    ((_, ready),) = liquids.spans(asset.fluids[side], rows)
    return heating.sampled(ready, float(t.min()) - 1.0, float(t.max()) + 1.0)
