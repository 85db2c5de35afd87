"""P(N, R) of every arrangement that `ht` has, over a grid."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from ht import hx

from greenlang.library.heat.lmtd import correction_factor
from greenlang.library.heat.pntu import inverse
from greenlang.library.heat.pntu.arrangements import ntu, p_of

N = (0.1, 0.5, 1.0, 2.0, 3.5, 5.0)
R = (0.2, 0.5, 0.8, 1.0, 1.3, 2.5)
OracleP = Callable[[float, float], float]


def _basic(kind: str) -> OracleP:
    return lambda r, n: hx.temperature_effectiveness_basic(r, n, kind)


def _shell(function: Callable[..., float], passes: int, **more: Any) -> OracleP:
    return lambda r, n: function(r, n, passes, **more)


def _air(rows: int, passes: int) -> OracleP:
    return lambda r, n: hx.temperature_effectiveness_air_cooler(r, n, rows, passes, coerce=False)


def _plates(i: int, j: int, counter: bool = True, passes: bool = True) -> OracleP:
    return lambda r, n: hx.temperature_effectiveness_plate(
        r, n, i, j, counterflow=counter, passes_counterflow=passes
    )


E, J = hx.temperature_effectiveness_TEMA_E, hx.temperature_effectiveness_TEMA_J
G, H = hx.temperature_effectiveness_TEMA_G, hx.temperature_effectiveness_TEMA_H
ORACLES: dict[str, OracleP] = {
    "counterflow": _basic("counterflow"),
    "parallel": _basic("parallel"),
    "crossflow both unmixed": _basic("crossflow"),
    "crossflow fluid 1 mixed": _basic("crossflow, mixed 1"),
    "crossflow fluid 2 mixed": _basic("crossflow, mixed 2"),
    "crossflow both mixed": _basic("crossflow, mixed 1&2"),
    **{f"E 1-{n}": _shell(E, n) for n in (2, 3, 4, 6, 8, 10, 12)},
    **{f"J 1-{n}": _shell(J, n) for n in (1, 2, 4)},
    **{f"G 1-{n}": _shell(G, n) for n in (1, 2)},
    **{f"H 1-{n}": _shell(H, n) for n in (1, 2)},
    **{f"air {n}/1": _air(n, 1) for n in (1, 2, 3, 4, 5)},
    **{f"air {n}/{n}": _air(n, n) for n in (2, 3, 5)},
    "air 4/2": _air(4, 2),
    **{f"plate {i}/{j}": _plates(i, j) for i in (1, 2) for j in (1, 2, 3, 4)},
    **{f"plate {j}/{i}": _plates(j, i) for i in (1, 2) for j in (3, 4)},
    "plate 2/2 other start": _plates(2, 2, passes=False),
    "plate 2/2 parallel": _plates(2, 2, counter=False, passes=False),
    "plate 2/2 parallel other start": _plates(2, 2, counter=False),
    "plate 2/3 parallel": _plates(2, 3, counter=False),
    "plate 2/4 parallel": _plates(2, 4, counter=False),
}
# Near N = 0 `ht` subtracts like numbers in the long formulas; there only, 1e-12 would be its error.
AGREEMENT = 3e-14


@pytest.mark.parametrize("name", ORACLES)
def test_p_is_that_of_ht(name: str) -> None:
    r, n = (grid.ravel() for grid in np.meshgrid(R, N))
    theirs = [ORACLES[name](float(x), float(y)) for x, y in zip(r, n, strict=True)]
    np.testing.assert_allclose(p_of(name, n, r), theirs, rtol=0, atol=AGREEMENT)


@pytest.mark.parametrize("name", ["counterflow", "parallel", "crossflow both mixed"])
def test_n_is_that_of_ht(name: str) -> None:
    kind = {"crossflow both mixed": "crossflow, mixed 1&2"}.get(name, name)
    r = np.array([0.3, 0.8, 1.4])  # at R = 1 `ht` divides by zero in counterflow
    p = p_of(name, 0.8 / np.maximum(r, 1), r)
    theirs = [hx.NTU_from_P_basic(*pair, subtype=kind) for pair in zip(p, r, strict=True)]
    np.testing.assert_allclose(ntu(name, p, r), theirs, rtol=1e-9)


@pytest.mark.parametrize("shells", [1, 2, 3])
def test_the_correction_factor_is_that_of_fakheri(shells: int) -> None:
    """15 to 85 degC against 130 to 110, and a case of R = 1."""
    for t_cold_in, t_cold_out, t_hot_in, t_hot_out in ((15, 85, 130, 110), (20, 50, 100, 70)):
        r = (t_hot_in - t_hot_out) / (t_cold_out - t_cold_in)
        p = (t_cold_out - t_cold_in) / (t_hot_in - t_cold_in)
        ours = correction_factor(inverse.counterflow_units(p, r), ntu("E 1-2", p, r, shells))
        theirs = hx.F_LMTD_Fakheri(
            Tci=t_cold_in, Tco=t_cold_out, Thi=t_hot_in, Tho=t_hot_out, shells=shells
        )
        assert ours == pytest.approx(theirs, rel=1e-12)
