"""Heating curves: bends of every kind of fluid, refusals of what cp cannot describe."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from greenlang.core.errors import ImpossibleState, InputError, OutsideValidity
from greenlang.library.fluids import heating, properties
from greenlang.library.fluids.heating import End
from greenlang.library.fluids.kinds import (
    Constant,
    Curve,
    CurvePoint,
    Petroleum,
    Pure,
    Table,
    TableRow,
    Water,
)

POINTS = ((300, 0), (380, 200_000), (420, 600_000), (500, 800_000))
CURVE = Curve(tuple(CurvePoint(float(t), float(h), 700.0) for t, h in POINTS))
EXACT = Curve(tuple(CurvePoint(Decimal(t), Decimal(h)) for t, h in POINTS))
FLAT = Curve(tuple(CurvePoint(Decimal(t), Decimal(h)) for t, h in ((300, 0), (400, 5), (400, 9))))


def test_a_curve_is_a_fluid_like_any_other() -> None:
    for t in (310, 390, 420, 499):
        exact = properties.enthalpy(EXACT, Decimal(t))
        assert properties.h(CURVE, np.array([float(t)]))[0] == pytest.approx(float(exact))
    assert properties.cp(EXACT, Decimal(400)) == 10_000
    np.testing.assert_allclose(properties.cp(CURVE, np.array([299.0, 350.0])), [np.nan, 2500.0])
    assert properties.rho(CURVE, 350.0) == 700.0
    assert properties.t_after(EXACT, Decimal(380), Decimal(400_000)) == 420


def test_boiling_water_has_both_bends() -> None:
    points = heating.path(Water(Decimal(500_000)), End(t=Decimal(400)), End(t=Decimal(480)))
    flat = [(a, b) for a, b in pairwise(points) if a.t == b.t]
    assert len(flat) == 1
    low, high = flat[0]
    assert float(low.t) == pytest.approx(424.986, abs=1e-3)
    assert float(high.h - low.h) == pytest.approx(2107.9e3, rel=1e-4)
    wet = heating.path(Water(Decimal(500_000)), End(x=Decimal(0)), End(x=Decimal(1)))
    assert [float(p.h) for p in wet] == pytest.approx([float(low.h), float(high.h)])


def test_a_pure_fluid_boils_like_the_engine_says() -> None:
    toluene = Pure("Toluene", Decimal(300_000))
    points = heating.path(toluene, End(t=Decimal(400)), End(x=Decimal("0.5")))
    assert float(points[-1].t) == pytest.approx(426.966, abs=1e-3)
    above = Pure("Toluene", Decimal(5_000_000))
    assert len(heating.path(above, End(t=Decimal(400)), End(t=Decimal(650)))) == heating.PIECES + 1
    with pytest.raises(ImpossibleState, match="above the critical pressure"):
        heating.path(above, End(t=Decimal(400)), End(x=Decimal(1)))


@pytest.mark.parametrize(
    ("fluid", "cool", "warm", "error", "text"),
    [
        (Constant(Decimal(2000)), End(t=Decimal(300)), End(x=Decimal(1)), InputError, "heating"),
        (
            Petroleum(Decimal(34), Decimal("11.8"), (), Decimal(400)),
            End(t=Decimal(300)), End(t=Decimal(420)), InputError, "beyond its bubble point, 400 K",
        ),
        (FLAT, End(t=Decimal(300)), End(t=Decimal(400)), ImpossibleState, "does not fix"),
        (EXACT, End(t=Decimal(290)), End(t=Decimal(400)), OutsideValidity, "extend the curve"),
        (EXACT, End(h=Decimal(0)), End(h=Decimal(900_000)), OutsideValidity, "extend the curve"),
        (EXACT, End(h=Decimal(0)), End(x=Decimal(1)), InputError, "no vapour fraction"),
        (Water(Decimal(500_000)), End(h=Decimal(0)), End(x=Decimal(1)), InputError, "not h"),
        (Water(Decimal(500_000)), End(x=Decimal(0)), End(x=Decimal("1.1")), ImpossibleState, "1.1"),
    ],
)  # fmt: skip
def test_what_a_curve_cannot_be_is_refused(
    fluid: Any, cool: End, warm: End, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        heating.path(properties.ready(fluid), cool, warm)


def test_points_that_are_no_curve_are_refused() -> None:
    falling = Curve((CurvePoint(300.0, 5.0), CurvePoint(400.0, 5.0)))
    with pytest.raises(OutsideValidity, match="h must rise"):
        properties.h(falling, 350.0)
    with pytest.raises(OutsideValidity, match="of 1 points"):
        properties.h(Curve((CurvePoint(300.0, 5.0),)), 300.0)


@pytest.mark.parametrize(
    "fluid",
    [
        Constant(2000.0),
        Table((TableRow(300.0, 2000.0), TableRow(500.0, 2600.0))),
        Petroleum(34.0, 11.8),
        Water(500_000.0),
        Pure("Toluene", 300_000.0),
        CURVE,
    ],
    ids=lambda fluid: type(fluid).__name__,
)
def test_samples_for_arrays_follow_the_fluid(fluid: Any) -> None:
    liquid = properties.ready(fluid)
    found = heating.sampled(liquid, 310.0, 490.0)
    assert np.all(np.diff(found.h) > 0)
    assert np.all(np.diff(found.t) >= 0)
    t = np.array([320.0, 401.0, 480.0])
    exact = properties.h(liquid, t) - properties.h(liquid, np.array([310.0]))
    np.testing.assert_allclose(found.enthalpy(t) - found.enthalpy(310.0), exact, rtol=5e-4)
    np.testing.assert_allclose(found.temperature(found.enthalpy(t)), t)
    assert np.isnan(found.enthalpy(200.0))
