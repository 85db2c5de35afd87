from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core import quantities as q
from greenlang.core import units as u
from greenlang.core.errors import UnitError
from greenlang.core.units import Unit, unit_in

# NIST SP 811 appendix B.8 and B.9, and Perry's Handbook table 1-4 for the heat-transfer ones.
PUBLISHED = [
    ("212 degF", u.Kelvin, "373.15"),
    ("100 °C", u.Kelvin, "373.15"),
    ("671.67 degR", u.Kelvin, "373.15"),
    ("18 degF", u.KelvinDiff, "10"),
    ("0.8 K", u.KelvinDiff, "0.8"),
    ("1 psi a", u.Pascal, "6894.757"),
    ("1 kg/cm2 a", u.Pascal, "98066.5"),
    ("29.92 inHg a", u.Pascal, "101320.7"),
    ("1 in WC", u.PascalDiff, "249.08891"),
    ("1 Btu/h ft2 F", u.WattPerM2Kelvin, "5.678263"),
    ("1 h ft2 F/Btu", u.M2KelvinPerWatt, "0.1761102"),
    ("1 Btu/lb F", u.JoulePerKgKelvin, "4186.8"),
    ("1 gpm", u.M3PerSecond, "6.309020E-5"),
    ("1 bbl/d", u.M3PerSecond, "1.840131E-6"),
    ("1 lb/h", u.KgPerSecond, "1.259979E-4"),
    ("1 klb/h", u.KgPerSecond, "0.1259979"),
    ("1 MMBtu/h", u.Watt, "293071.07"),
    ("1 kcal/h m2 degC", u.WattPerM2Kelvin, "1.163"),
    ("1 cSt", u.M2PerSecond, "1E-6"),
    ("1 cP", u.PascalSecond, "0.001"),
    ("28 EUR/MWh", u.MoneyPerJoule, "7.777778E-9"),
    ("75 EUR/t", u.MoneyPerKg, "0.075"),
    ("25 %", u.Ratio, "0.25"),
    ("12 mm", u.Metre, "0.012"),
    ("1 ft2", u.SquareMetre, "0.09290304"),
    ("3 kW/K", u.WattPerKelvin, "3000"),
    ("7", u.Watt, "7"),
]


@pytest.mark.parametrize(("text", "like", "expected"), PUBLISHED)
def test_published_factors(text: str, like: Any, expected: str) -> None:
    unit = unit_in(like)
    assert unit is not None
    assert float(q.si(text, unit)) == pytest.approx(float(expected), rel=1e-6)
    read = q.quantity(text)
    scale = q.scale(read.unit, unit) if read.unit else q.Scale(1, 0)
    assert scale.slope * float(read.value) + scale.offset == pytest.approx(
        float(expected), rel=1e-6
    )


PA, KELVIN, DIFF = (unit_in(x) for x in (u.Pascal, u.Kelvin, u.PascalDiff))


def test_gauge_needs_the_barometer_and_uses_it() -> None:
    assert PA is not None
    assert q.si("2 bar g", PA, Decimal(80000)) == 280000
    assert q.scale("psig", PA, 80000.0).offset == 80000
    with pytest.raises(UnitError, match="barometer"):
        q.si("2 bar g", PA)


@pytest.mark.parametrize(
    ("text", "like", "message"),
    [
        ("12,5 bar a", PA, "decimal point"),
        ("bar", PA, "does not begin with a number"),
        ("5 furlong", PA, "unknown unit 'furlong'"),
        ("5 Kpa a", PA, "did you mean"),
        ("5 bar", PA, "'bar a' .absolute., 'bar g' .gauge. or 'bar vac'"),
        ("5 bar diff", PA, "difference where a pressure"),
        ("5 bar g", DIFF, "pressure where a pressure difference"),
        ("5 kg/s", PA, "wrong kind"),
        ("5 bar a", KELVIN, "no temperature"),
        ("5 mdegC", KELVIN, "no temperature"),
    ],
)
def test_a_wrong_unit_is_named_with_its_remedy(text: str, like: Unit, message: str) -> None:
    with pytest.raises(UnitError, match=message):
        q.si(text, like)


@given(st.decimals("-1e6", "1e6", places=4))
def test_scale_and_si_agree(value: Decimal) -> None:
    assert KELVIN is not None
    scale = q.scale("degF", KELVIN)
    exact = float(q.si(f"{value} degF", KELVIN))
    assert scale.slope * float(value) + scale.offset == pytest.approx(exact, rel=1e-12, abs=1e-9)


def test_currencies_are_told_from_units() -> None:
    assert q.currencies("kEUR/MWh") == ("EUR",)
    assert q.currencies("USD/bbl") == ("USD",)
    assert q.currencies("TPH") == ()
    assert q.currencies("W/m2/K") == ()


def _si(text: str, hint: Any, barometer: Decimal | None = None) -> Decimal:
    unit = unit_in(hint)
    assert unit is not None
    return q.si(text, unit, barometer)


def test_a_vacuum_counts_down_from_the_barometer() -> None:
    assert _si("950 mbar vac", u.Pascal, Decimal(101325)) == Decimal(6325)
    like = unit_in(u.Pascal)
    assert like is not None
    slope = q.scale("inHg vac", like, 101325.0)
    assert slope.slope == pytest.approx(-3386.388640341)
    assert slope.offset == pytest.approx(101325)
    with pytest.raises(UnitError, match="barometer"):
        _si("28 inHg vac", u.Pascal)


def test_units_of_condensers() -> None:
    assert _si("500 BTU/h-ft2-degF", u.WattPerM2Kelvin) == _si("500 Btu/h ft2 F", u.WattPerM2Kelvin)
    assert _si("2 inHg60F a", u.Pascal) == Decimal("6753.70")
    assert _si("7 ppb", u.Ratio) == Decimal("7E-9")
