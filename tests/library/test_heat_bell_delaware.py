"""Bell-Delaware: the worked example of the specification, seams, limits, and what cannot be."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core.errors import ImpossibleState
from greenlang.library.heat.bell_delaware import coefficients, factors, geometry, shell

EXAMPLE = shell.Drawing(
    0.54, 0.50, 0.0254, 0.03175, "90", 158, 36, 0.25, 0.127, 0.2, 0.2, 0.0052, 0.0008, 2, 2, 0.019
)
M, CP, MU, K, RHO = 5.519, 2470.0, 4e-4, 0.1324, 730.0


def worked(x: shell.Drawing, mu: Any = MU) -> tuple[shell.Bundle, shell.Flow, Any, shell.Drops]:
    b = shell.bundle(x)
    flow = shell.flow(b, M, mu)
    return b, flow, shell.film(flow, CP, CP * mu / K), shell.drops(b, flow, M, RHO, mu, 1.0)


def test_the_worked_example_to_its_printed_digits() -> None:
    b, flow, (_, h), dp = worked(EXAMPLE)
    printed = {
        "0.0171348": b.s_m, "0.0320892": b.s_w, "20453": flow.re, "0.00741936": flow.j,
        "0.0951821": flow.f, "1.04184": flow.j_c, "0.552621": flow.j_l, "0.885580": flow.j_b,
        "0.980309": flow.j_s, "772.595": h, "0.324229": flow.r_l, "0.697902": flow.r_b,
        "1822.0": dp.crossflow, "1570.7": dp.window, "184.8": dp.ends,
        "3577.5": dp.crossflow + dp.window + dp.ends,
    }  # fmt: skip
    for text, value in printed.items():
        digits = len(text.partition(".")[2])
        assert f"{value:.{digits}f}" == text


def test_a_case_and_an_array_agree() -> None:
    numbers: dict[str, Any] = {
        name: Decimal(repr(v)) for name, v in vars(EXAMPLE).items() if isinstance(v, float)
    }
    exact = replace(EXAMPLE, **numbers)
    m, mu, cp, k, rho = (Decimal(repr(x)) for x in (M, MU, CP, K, RHO))
    b = shell.bundle(exact)
    flow = shell.flow(b, m, mu)
    assert float(shell.film(flow, cp, cp * mu / k)[1]) == pytest.approx(772.5952631525, rel=1e-12)
    many = shell.flow(shell.bundle(EXAMPLE), np.array([M, 2 * M]), MU)
    assert many.j[0] == pytest.approx(float(flow.j), rel=1e-12)
    assert shell.drops(b, flow, m, rho, mu, Decimal(1)).ends == pytest.approx(
        Decimal("184.77431088289177"), rel=Decimal("1e-12")
    )


@pytest.mark.parametrize(
    ("layout", "seam", "step"),
    [("30", 10, 0.009), ("30", 1e2, 0.015), ("45", 10, 0.009), ("45", 1e3, 0.045),
     ("90", 1e4, 0.055)],
)  # fmt: skip
def test_seams_of_j_are_as_small_as_known(layout: str, seam: float, step: float) -> None:
    factor, exponent, *_ = coefficients.ROWS[layout]
    below, above = (
        factor(re) * re ** exponent(re) for re in (seam * (1 - 1e-9), seam * (1 + 1e-9))
    )
    assert abs(above / below - 1) < step


def test_the_misprint_would_show() -> None:
    assert coefficients.j_factor_45(50.0) == 1.498


@pytest.mark.parametrize("layout", ["30", "45", "60", "90"])
@given(re=st.floats(2.0, 9e4))
def test_factors_are_what_they_can_be(layout: str, re: float) -> None:
    mu = M / 0.0171 * 0.0254 / re
    _, flow, (h_ideal, h), dp = worked(replace(EXAMPLE, layout=layout), mu)
    for factor in (flow.j_l, flow.j_b, flow.j_s, flow.r_l, flow.r_b):
        assert 0 < factor <= 1
    assert 0.4 < flow.j_r <= 1
    assert 0.65 < flow.j_c < 1.15
    assert 0 < h < h_ideal * 1.15
    assert min(dp.crossflow, dp.window, dp.ends) > 0


def test_a_bundle_without_leakage_and_bypass_is_ideal() -> None:
    tight = replace(EXAMPLE, to_shell=1e-12, to_tube=1e-12, strips=9, end_in=0.127, end_out=0.127)
    _, flow, _, _ = worked(tight)
    assert (flow.j_l, flow.j_b, flow.r_l, flow.r_b) == pytest.approx((1, 1, 1, 1), abs=1e-3)
    assert (flow.j_s, flow.r_s) == pytest.approx((1, 2))


def test_wider_clearances_cost_film_and_drop() -> None:
    narrow, wide = (worked(replace(EXAMPLE, to_shell=c)) for c in (0.002, 0.010))
    assert wide[2][1] < narrow[2][1]
    assert sum(vars(wide[3]).values()) < sum(vars(narrow[3]).values())


def test_laminar_flow_has_its_own_exponents() -> None:
    b = shell.bundle(EXAMPLE)
    assert factors.film_weight(50.0, b.ln_in) == pytest.approx(b.l_in ** (2 / 3))
    assert factors.film_weight(500.0, b.ln_in) == pytest.approx(b.l_in**0.4)
    assert factors.drop_weight(50.0, b.ln_in) == pytest.approx(1 / b.l_in)
    assert factors.j_r(20.0, 8.5, 2.5, 36) == pytest.approx((10 / (11 * 37)) ** 0.18)
    assert factors.j_r(60.0, 8.5, 2.5, 36) == pytest.approx((1 + (10 / (11 * 37)) ** 0.18) / 2)
    assert factors.j_r(100.0, 8.5, 2.5, 36) == 1


def test_shares_of_a_circle_are_whole() -> None:
    half = geometry.segment_share(geometry.angle(0.0), 0.0)
    assert half == pytest.approx(0.5)
    rest = geometry.segment_share(geometry.angle(-0.5), -0.5)
    assert geometry.segment_share(geometry.angle(0.5), 0.5) + rest == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cut": "0"}, "baffle without a cut"),
        ({"cut": "0.5"}, "leaves tubes unsupported"),
        ({"cut": "0.01"}, "no tube lies in the baffle window"),
        ({"pitch": "0.0254"}, "pitch must exceed the tube diameter"),
        ({"dotl": "0.54"}, "tubes must lie inside the shell"),
        ({"dotl": "0.02"}, "holds no tube"),
        ({"tubes": "900"}, "tubes fill the baffle window"),
        ({"end_in": "-0.1"}, "do not fit into the tube length"),
    ],
)
def test_a_drawing_that_cannot_be_is_refused(change: dict[str, str], said: str) -> None:
    exact = {name: Decimal(repr(v)) for name, v in vars(EXAMPLE).items() if name != "layout"}
    drawing = {**exact, **{name: Decimal(text) for name, text in change.items()}}
    with pytest.raises(ImpossibleState, match=said):
        shell.bundle(shell.Drawing(layout="90", **drawing))


@pytest.mark.parametrize(
    ("layout", "across", "gap"),
    [("30", 1.0, 0.25), ("90", 1.0, 0.25), ("45", 2**0.5, 0.5), ("60", 3**0.5, 0.5)],
)
def test_the_flow_takes_the_narrowest_way_of_its_layout(
    layout: str, across: float, gap: float
) -> None:
    """In tube pitches, tubes of 3/4: straight across, or twice the slanted gap where narrower."""
    x = replace(EXAMPLE, layout=layout, d_o=0.75 * EXAMPLE.pitch)
    d_ctl = x.dotl - x.d_o
    area = x.spacing * (x.d_s - x.dotl + d_ctl / across * gap)
    assert shell.bundle(x).s_m == pytest.approx(area, rel=1e-12)
