"""Steam-jet air ejectors: what they draw as dry air, and the steam that drives them."""

from greenlang.core.equations import equation
from greenlang.core.maths import pi
from greenlang.core.units import KgPerSecond, Metre, Pascal, Ratio

ENTRAINMENT = "HEI Standards for Steam Jet Vacuum Systems: dry-air equivalent by entrainment ratios"
NAPIER = "Napier's rule for dry saturated steam through a choked nozzle: lb/s = psia in2/70"


@equation("m_eq", ENTRAINMENT,
          guards=("f_a > 0 and f_v > 0: entrainment ratios are near 1 and 0.8",),
          at=(("0.01", "0.022", "1", "0.81"), ("5", "0", "1", "1")))  # fmt: skip
def dry_air_equivalent(m_a: KgPerSecond, m_v: KgPerSecond, f_a: Ratio, f_v: Ratio) -> KgPerSecond:
    """Dry air at 70 degF that loads an ejector like this air and vapour."""
    return m_a / f_a + m_v / f_v


@equation("m/m_0", "a curve's own scale", at=(("0.01", "0.02"), ("5", "6")))
def load_share(m: KgPerSecond, largest: KgPerSecond) -> Ratio:
    """Load of an ejector as a share of the largest of its curve."""
    return m / largest


@equation("p/p_0", "a curve's own scale", at=(("3000", "9000"), ("5", "6")))
def suction_share(p: Pascal, largest: Pascal) -> Ratio:
    """Suction pressure as a share of the largest of an ejector's curve."""
    return p / largest


@equation("p_s", "a curve's own scale", at=(("0.4", "9000"), ("1", "6")))
def suction(share: Ratio, largest: Pascal) -> Pascal:
    """Suction pressure from its share of the largest of the curve."""
    return share * largest


@equation("m_m", NAPIER, guards=("d > 0: give the throat's diameter",), empirical=True,
          at=(("1e6", "0.012"), ("7e5", "0.02")))  # fmt: skip
def motive_steam(p: Pascal, d: Metre) -> KgPerSecond:
    """Steam through the throat of a motive nozzle; absolute pressure before it."""
    return p * pi * d**2 / 4 * 0.45359237 / (70 * 4.4482216152605)
