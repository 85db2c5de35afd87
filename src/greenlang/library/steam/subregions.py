"""Where a state lies around the critical point: one of 26 subregions, and a volume to start."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.library.steam import region3_borders as border
from greenlang.library.steam import region3_volumes as volumes

Letters = NDArray[np.str_]
P_CRITICAL = 22.064e6
P_643 = 21.04336732e6  # saturation pressure at 643.15 K, Table 2 of the release
P_CD = 19.00881189173929e6  # border 3cd meets the saturation line, Table 2
P_LIQUID, P_VAPOUR = 21.93161551e6, 21.90096265e6  # 3y and 3z start, Table 10


def starting_volume(p: Any, t: Any, vapour: Any) -> Any:
    """Specific volume in m3/kg at p in Pa and t in K by IAPWS SR5-05, for float arrays.

    `vapour` tells the side of the saturation line below the critical pressure.
    """
    p, t, vapour = np.broadcast_arrays(*map(np.atleast_1d, (p, t, vapour)))
    codes = subregions(p, t, vapour)
    v = np.full(p.shape, np.nan)
    with np.errstate(all="ignore"):
        for code in np.unique(codes):
            rows = codes == code
            v[rows] = getattr(volumes, f"volume_3{code}")(p[rows], t[rows])
    return v


def subregions(p: Any, t: Any, vapour: Any) -> Letters:
    """Letter of the subregion of each row, by Tables 2 and 10 of IAPWS SR5-05(2016)."""
    with np.errstate(all="ignore"):
        low = _below(border.border_cd(p), t)
        ends = {name: _below(getattr(border, f"border_{name}")(p), t) for name in BORDERS}
    jk = ends["jk"]
    bands = (
        (p > 40e6, np.where(ends["ab"], "a", "b")),
        (p > 25e6, _between((low, ends["ab"], ends["ef"]), "cdef")),
        (p > 23.5e6, _between((low, ends["gh"], ends["ef"], ends["ij"], jk), "cghijk")),
        (p > 23e6, _between((low, ends["gh"], ends["ef"], ends["ij"], jk), "clhijk")),
        (
            p > 22.5e6,
            _between(
                (low, *(ends[name] for name in ("gh", "mn", "ef", "op", "ij")), jk), "clmnopjk"
            ),
        ),
        (
            p > P_643,
            np.select(
                [low, ends["qu"], ends["rx"], jk], ["c", "q", _nearest(p, ends, vapour), "r"], "k"
            ),
        ),
        (p > 20.5e6, _between((low, ~vapour, jk), "csrk")),
        (p > P_CD, _between((low, ~vapour), "cst")),
    )
    conditions, letters = zip(*bands, strict=True)
    found: Letters = np.select(conditions, letters, np.where(vapour, "t", "c"))
    return found


BORDERS = ("ab", "ef", "gh", "ij", "jk", "mn", "op", "qu", "rx", "uv", "wx")


def _below(edge: Any, t: Any) -> Any:
    return t <= edge


def _between(conditions: tuple[Any, ...], letters: str) -> Any:
    return np.select(list(conditions), list(letters[:-1]), letters[-1])


def _nearest(p: Any, ends: dict[str, Any], vapour: Any) -> Any:
    """3u to 3z, between borders 3qu and 3rx."""
    uv, ef, wx = (ends[name] for name in ("uv", "ef", "wx"))
    wet_side = np.where(
        vapour,
        np.where((p <= P_VAPOUR) | ~wx, "x", "z"),
        np.where((p <= P_LIQUID) | uv, "u", "y"),
    )
    above = _between((uv, ef, wx), "uyzx")
    return np.where(
        p > 22.11e6, _between((uv, ef, wx), "uvwx"), np.where(p > P_CRITICAL, above, wet_side)
    )
