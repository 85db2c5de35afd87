"""What back pressure costs: the curve between its points, its checks, and likely mistakes."""

import dataclasses
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from scipy.interpolate import PchipInterpolator

from greenlang.core.errors import ImpossibleState, InsufficientData, OutsideValidity
from greenlang.core.provenance import audit
from greenlang.core.units import Pascal, Ratio
from greenlang.core.verify import verify
from greenlang.library.turbine import checks, response
from greenlang.library.turbine.response import ResponseCurve, ResponsePoint

P = (2500, 3000, 4000, 5000, 7000, 10000, 15000, 20000)
FULL = (0.0052, 0.005, 0, -0.0065, -0.0195, -0.04, -0.066, -0.085)
HALF = (0.0101, 0.0085, 0, -0.0095, -0.029, -0.058, -0.09, -0.112)


def curve(kind: Any = "power", scale: float = 1.0, p_scale: float = 1.0) -> ResponseCurve:
    points = tuple(
        ResponsePoint(Decimal(str(p * p_scale)), Decimal(load), Decimal(str(c * scale)))
        for load, cs in (("1", FULL), ("0.5", HALF))
        for p, c in zip(P, cs, strict=True)
    )
    return ResponseCurve(kind, Decimal(4000), points)


@dataclasses.dataclass(frozen=True)
class Case:
    curve: ResponseCurve
    p: Pascal
    load: Ratio


@dataclasses.dataclass(frozen=True)
class Answer:
    c: Ratio


def answered(case: Case) -> Answer:
    return Answer(response.change(case.curve, case.p, case.load))


def test_the_curve_is_monotone_cubic_and_straight_in_load() -> None:
    p = np.linspace(2500, 20000, 61)
    full, half = (PchipInterpolator(P, y)(p) for y in (FULL, HALF))
    np.testing.assert_allclose(response.change(curve(), p, 1.0), full, atol=1e-14)
    np.testing.assert_allclose(response.change(curve(), p, 0.75), (full + half) / 2, atol=1e-14)
    for x, load in (("3100", "0.75"), ("4000", "1"), ("20000", "0.5")):
        exact = response.change(curve(), Decimal(x), Decimal(load))
        fast = response.change(curve(), float(x), float(load))
        assert float(exact) == pytest.approx(float(fast), abs=1e-15)


def test_a_record_holds_the_points_it_used_and_recomputes() -> None:
    found = audit(answered, Case(curve(), Decimal(4600), Decimal("0.8")))
    verify(found.record)
    assert '"choose":"x_a <= x and x <= x_b"' in found.record.content
    assert '"choose":"load_a <= load and load <= load_b"' in found.record.content


def test_a_heat_rate_curve_and_outputs_say_the_same() -> None:
    p = np.linspace(2600, 19000, 21)
    heat = curve("heat_rate", -1.0)
    h = -np.asarray(PchipInterpolator(P, FULL)(p))
    np.testing.assert_allclose(response.change(heat, p, 1.0), 1 / (1 + h) - 1, atol=1e-14)
    outputs = tuple(
        ResponsePoint(float(p), 1.0, power=500e6 * (1 + c)) for p, c in zip(P, FULL, strict=True)
    )
    made = ResponseCurve("output", 4000.0, outputs, any_load=True)
    np.testing.assert_allclose(
        response.change(made, p, 0.3), response.change(curve(), p, 1.0), atol=1e-12
    )
    assert float(response.power(Decimal(500), Decimal("-0.02"))) == 490


def test_a_good_curve_passes_and_has_its_choke_point() -> None:
    full = checks.shapes(curve())[-1]
    assert full.load == 1.0
    assert 2500 < full.p_choke < 3200
    both = [s.p_choke for s in checks.shapes(curve())]
    assert checks.choke(curve(), np.array([0.75, 2.0]))[0] == pytest.approx(np.mean(both))
    assert np.isnan(checks.choke(curve(), np.array([0.75, 2.0]))[1])
    checks.not_too_steep(curve(), 1.0, 500e6, 300.0, 0.92, 0.985)


def test_the_slope_bound_is_thermodynamics() -> None:
    """200 kg/s of dryness 0.92 at 50 mbar allow 0.52 MW a mbar before the margin of 10 %."""
    bound = checks.steepest(200.0, 0.92, 28.19, 1.0) * 100 / 1e6
    assert bound / 1.1 == pytest.approx(0.52, abs=2e-3)


def test_per_cent_for_a_fraction_is_named() -> None:
    with pytest.raises(OutsideValidity, match="per cent given"):
        checks.shapes(curve(scale=100.0))
    small = dataclasses.replace(
        curve(), points=tuple(
            dataclasses.replace(x, change=x.change * 3) for x in curve().points if x.change
            is not None
        ),
    )  # fmt: skip
    with pytest.raises(ImpossibleState, match=r"times what 30 kg/s of steam can give"):
        checks.not_too_steep(small, 1.0, 500e6, 30.0, 0.92, 0.985)
    with pytest.raises(ImpossibleState, match="per cent for a fraction"):
        checks.not_too_steep(curve(scale=100.0), 1.0, 500e6, 300.0, 0.92, 0.985)


def test_inches_read_as_mbar_are_named() -> None:
    wrong = curve(p_scale=1 / 33.8639)
    with pytest.raises(OutsideValidity, match=r"0\.738\d* mbar to 5\.9\d* mbar.*inHg for mbar"):
        checks.shapes(wrong)
    with pytest.raises(OutsideValidity, match="inHg read as mbar"):
        response.change(curve(), Decimal(148), Decimal(1))
    kilopascal = dataclasses.replace(curve(p_scale=0.4), p_ref=Decimal(1600))
    with pytest.raises(ImpossibleState, match="times what 300 kg/s"):
        checks.not_too_steep(kilopascal, 1.0, 1500e6, 300.0, 0.92, 0.985)


def test_power_that_rises_with_pressure_is_refused() -> None:
    with pytest.raises(ImpossibleState, match=r"kind 'heat_rate', or a loss given as positive"):
        checks.shapes(curve(scale=-1.0))
    with pytest.raises(ImpossibleState, match="kind 'power'"):
        checks.shapes(curve("heat_rate"))
    points = list(curve().points)
    points[5] = dataclasses.replace(points[5], change=Decimal("-0.01"))
    bump = dataclasses.replace(curve(), points=tuple(points))
    with pytest.raises(ImpossibleState, match="rises with back pressure from"):
        checks.shapes(bump)


def test_a_curve_that_is_not_zero_at_its_reference_tells_where_it_is() -> None:
    wrong = dataclasses.replace(curve(), p_ref=Decimal(5000))
    with pytest.raises(OutsideValidity, match=r"it is 0 near 3\d\.\d+ mbar|it is 0 near 4"):
        checks.shapes(wrong)


def test_nothing_is_extrapolated_and_nothing_missing_is_filled() -> None:
    with pytest.raises(OutsideValidity, match=r"load 1\.2 lies outside"):
        response.change(curve(), Decimal(4000), Decimal("1.2"))
    with pytest.raises(OutsideValidity, match="exhaust pressure 240 mbar lies outside"):
        response.change(curve(), Decimal(24000), Decimal(1))
    found = response.change(curve(), np.array([2000.0, 4500.0, 4500.0]), np.array([1.0, 0.4, 1.0]))
    assert list(np.isnan(found)) == [True, True, False]
    with pytest.raises(InsufficientData, match="has no power"):
        response.change(dataclasses.replace(curve(), kind="output"), 4000.0, 1.0)
    one = dataclasses.replace(curve(), points=curve().points[:8])
    with pytest.raises(OutsideValidity, match="any_load"):
        response.change(one, Decimal(4000), Decimal("0.9"))
    anywhere = dataclasses.replace(one, any_load=True)
    assert response.change(anywhere, Decimal(5000), Decimal("0.9")) == Decimal("-0.0065")
    twice = dataclasses.replace(curve(), points=(*curve().points, curve().points[0]))
    with pytest.raises(OutsideValidity, match="give each once"):
        response.change(twice, 4000.0, 1.0)
