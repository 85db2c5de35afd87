"""The shell's integration: closed balance, converged grid, published and independent answers."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_bvp

from greenlang.simulators.preheat_train import bundle, fluids
from greenlang.simulators.preheat_train.bundle import Ends
from greenlang.simulators.preheat_train.fluids import CRUDES, PRODUCTS, Floats

CRUDE, AGO = CRUDES["base"], PRODUCTS["ago"]


def ends(
    k_near: float = 60e3, k_far: float = 50e3, m_tube: float = 90, m_shell: float = 38
) -> Ends:
    return Ends(*(np.array([v], dtype=np.float64) for v in (k_near, k_far, m_tube, m_shell)))


def outlet(e: Ends, t_tube: float, t_shell: float, steps: int = bundle.STEPS) -> Floats:
    h_tube = fluids.enthalpy(CRUDE, np.array([t_tube]))
    h_shell = fluids.enthalpy(AGO, np.array([t_shell]))
    return bundle.tube_outlet(CRUDE, AGO, e, h_tube, h_shell, steps)


def test_heat_balance_closes_whatever_the_step() -> None:
    e = ends()
    h_tube = fluids.enthalpy(CRUDE, np.array([480.0]))
    h_shell = fluids.enthalpy(AGO, np.array([565.0]))
    h_out = bundle.tube_outlet(CRUDE, AGO, e, h_tube, h_shell, 2)
    far = bundle.march(CRUDE, AGO, e, (h_tube, h_out, h_shell), 2)
    gained, lost = e.m_tube * (h_out - h_tube), e.m_shell * (h_shell - far.shell)
    assert gained == pytest.approx(lost, rel=1e-7)
    assert far.a == pytest.approx(far.b, abs=1e-8)


@pytest.mark.parametrize("k", [20e3, 60e3, 90e3])
@pytest.mark.parametrize("m_shell", [15.0, 38.0, 60.0])
def test_steps_suffice(k: float, m_shell: float) -> None:
    e = ends(1.1 * k, 0.9 * k, m_shell=m_shell)
    fine = fluids.temperature(CRUDE, outlet(e, 480.0, 565.0, 96))
    used = fluids.temperature(CRUDE, outlet(e, 480.0, 565.0))
    assert used == pytest.approx(fine, abs=0.01)


def test_constant_properties_give_the_published_effectiveness() -> None:
    """P = 0.6069951 at N 2, R 0.8 for one shell and two tube passes (both ways of deriving it)."""
    plain = replace(AGO, a=(400.0, 0.0, 0.0, 0.0))  # 2500 J/(kg K)
    c_shell, c_tube = 50.0 * 2500, 50.0 / 0.8 * 2500
    e = ends(c_shell, c_shell, c_tube / 2500, c_shell / 2500)  # UA = 2 C_shell
    h = [fluids.enthalpy(plain, np.array([t])) for t in (400.0, 500.0)]
    rise = bundle.tube_outlet(plain, plain, e, h[0], h[1], 60) - h[0]
    assert rise * 400.0 * c_tube / c_shell / 100.0 == pytest.approx([0.6069951], abs=1e-6)


def test_agrees_with_a_boundary_value_solver() -> None:
    """The same balance in temperatures, by collocation with error control."""
    e = ends()

    def cp(liquid: fluids.Liquid, t: Floats) -> Floats:
        return 1e6 / fluids.kelvin_per_enthalpy(liquid, fluids.enthalpy(liquid, t))

    def slopes(x: Floats, y: Floats) -> Floats:
        k = 60e3 + x * (50e3 - 60e3)
        q_a, q_b = k * (y[2] - y[0]), k * (y[2] - y[1])
        return np.stack(
            [
                q_a / (90 * cp(CRUDE, y[0])),
                -q_b / (90 * cp(CRUDE, y[1])),
                -(q_a + q_b) / (38 * cp(AGO, y[2])),
            ]
        )

    def edges(near: Floats, far: Floats) -> Floats:
        return np.array([near[0] - 480.0, near[2] - 565.0, far[0] - far[1]])

    x = np.linspace(0, 1, 40)
    guess = np.stack([480 + 10 * x, 510 - 10 * x, 565 - 40 * x])
    solved = solve_bvp(slopes, edges, x, guess, tol=1e-9)
    assert solved.success
    t_out = fluids.temperature(CRUDE, outlet(e, 480.0, 565.0))
    assert t_out == pytest.approx([solved.y[1, 0]], abs=0.01)
