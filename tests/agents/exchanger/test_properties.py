"""What must hold of every measured state, whatever its numbers."""

import dataclasses
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.agents.exchanger.cases import PerformanceCase, Stream
from greenlang.agents.exchanger.method.performance import performance
from greenlang.core.provenance import audit
from greenlang.library.fluids.kinds import Constant
from greenlang.library.heat.pntu import forward
from greenlang.library.heat.pntu.arrangements import p_max, p_of

SIGMA = {"sigma_t_in": 0.5, "sigma_t_out": 0.5, "sigma_flow": 0.02}
ARRANGEMENTS = ("counterflow", "E 1-2", "E 1-3", "J 1-2", "G 1-2", "air 3/1", "plate 2/1")


def _state(arrangement: Any, n: float, r: float, scale: float) -> PerformanceCase:
    """A state of 220 and 120 degC with U 400 W/(m2 K); fluid 1, in the shell, is the hot one."""
    c_hot = 100e3 * scale
    p = float(p_of(arrangement, n, r))
    hot = Stream(Constant(2400.0), 493.15, 493.15 - 100 * p, c_hot / 2400, **SIGMA)
    cold = Stream(Constant(2400.0), 393.15, 393.15 + 100 * p * r, c_hot / r / 2400, **SIGMA)
    area = n * c_hot / 400
    return PerformanceCase(hot, cold, area, arrangement=arrangement, shell_side="hot", u_clean=500)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(ARRANGEMENTS), st.floats(0.1, 1.5), st.floats(0.2, 2.0), st.floats(0.01, 10))
def test_a_state_keeps_the_laws(arrangement: str, n: float, r: float, scale: float) -> None:
    """Energy closes, 0 < effectiveness <= counterflow's, F <= 1, and U comes back."""
    got = performance(_arrays(_state(arrangement, n / max(r, 1), r, scale)))
    assert got.q_hot == pytest.approx(got.q_cold, rel=1e-9)
    units, ratio = n / max(r, 1) * max(r, 1), min(r, 1 / r)
    assert 0 < got.effectiveness[0] <= float(forward.counterflow(units, ratio)) * (1 + 1e-9)
    assert got.effectiveness[0] <= float(p_max(arrangement, r)) * max(r, 1) * (1 + 1e-9)
    assert 0 < got.f[0] <= 1 + 1e-9
    assert got.u[0] == pytest.approx(400, rel=1e-6)


def _arrays(case: PerformanceCase, n: int = 1, rng: Any = None) -> PerformanceCase:
    def stream(s: Any) -> Stream:
        given: dict[str, Any] = {
            name: np.full(n, float(getattr(s, name)))
            + (0 if rng is None else sigma * rng.standard_normal(n))
            for name, sigma in (("t_in", 0.5), ("t_out", 0.5), ("m", 0.02 * float(s.m)))
        }
        changed: Stream = dataclasses.replace(s, **given)
        return changed

    return dataclasses.replace(
        case, hot=stream(case.hot), cold=stream(case.cold), area=float(case.area), u_clean=500.0
    )


@pytest.mark.parametrize("arrangement", ["counterflow", "E 1-2"])
def test_noise_leaves_the_mean_resistance(arrangement: str) -> None:
    """Within 2 sigma/sqrt(n) of the truth over 400 hours, as a first-order estimate must."""
    case = _state(arrangement, 0.8, 0.9, 1.0)
    got = performance(_arrays(case, 400, np.random.default_rng(7)))
    r_f, sigma, truth = np.asarray(got.r_f), np.asarray(got.r_f_sigma), 1 / 400 - 1 / 500
    assert abs(r_f.mean() - truth) < 2 * r_f.std() / np.sqrt(400)
    assert r_f.std() == pytest.approx(float(np.median(sigma)), rel=0.15)


def test_si_and_us_input_are_the_same_state() -> None:
    """Every number of the result, to the digits that the factors have, not U alone."""
    state = _state("E 1-2", 0.8, 0.9, 1.0)
    si = dataclasses.replace(state, hot=_typed(state.hot, "K", "kg/s"), area="200 m2", u_clean=None)
    us = dataclasses.replace(
        si,
        hot=_typed(state.hot, "degF", "lb/h"),
        area=f"{Decimal(200) / Decimal('0.3048') ** 2} ft2",
    )
    a, b = audit(performance, _cold(si)).result, audit(performance, _cold(us)).result
    compared = 0
    for name, value in vars(a).items():
        if isinstance(value, Decimal):
            compared += 1
            assert getattr(b, name) == pytest.approx(value, rel=Decimal("1e-20")), name
    assert compared > 10


def _cold(case: PerformanceCase) -> PerformanceCase:
    return dataclasses.replace(case, cold=_typed(case.cold, "K", "kg/s"))


def _typed(s: Stream, degree: str, rate: str) -> Stream:
    """The stream as it is typed: a number with its unit."""

    def temperature(t: Any) -> str:
        t = Decimal(repr(t))
        return f"{t} K" if degree == "K" else f"{t * Decimal('1.8') - Decimal('459.67')} degF"

    m = Decimal(repr(s.m))
    flow = f"{m} kg/s" if rate == "kg/s" else f"{m * 3600 / Decimal('0.45359237')} lb/h"
    sigma: dict[str, Any] = {"sigma_t_in": "0.5", "sigma_t_out": "0.5", "sigma_flow": "0.02"}
    return Stream(Constant(Decimal(2400)), temperature(s.t_in), temperature(s.t_out), flow, **sigma)
