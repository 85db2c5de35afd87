"""Waterboxes: what their drop says of debris, and whether the siphon holds."""

from greenlang.core.equations import equation
from greenlang.core.units import KgPerM3, Metre, MetrePerSecond, Pascal, PascalDiff, Ratio

DARCY = "Darcy-Weisbach; 1.5 velocity heads a pass at the tube ends, the rest from a clean test"
BERNOULLI = "Bernoulli between the siphon's top and the seal well, standard gravity"
_CLEAN = ("25000", "0.021", "14", "1", "0.024", "998", "1.77")


@equation("Δp", DARCY, at=(("0.021", "14", "1", "0.024", "2", "998", "1.77"),))
def box_drop(
    f: Ratio, length: Metre, passes: Ratio, d_i: Metre, k: Ratio, rho: KgPerM3, v: MetrePerSecond
) -> PascalDiff:
    """Drop from waterbox to waterbox at the velocity in the tubes; `k` is what boxes add."""
    return (f * length * passes / d_i + 1.5 * passes + k) * rho * v * v / 2


@equation("K", DARCY, at=(_CLEAN, ("40000", "0.022", "12", "2", "0.02", "998", "1.5")))
def box_losses(
    dp: PascalDiff, f: Ratio, length: Metre, passes: Ratio, d_i: Metre, rho: KgPerM3,
    v: MetrePerSecond,
) -> Ratio:  # fmt: skip
    """What the boxes add in velocity heads, from a test with clean tubes."""
    return dp / (rho * v * v / 2) - f * length * passes / d_i - 1.5 * passes


@equation(
    "y",
    "a drop goes with the square of the velocity in the tubes that are left",
    guards=("kappa > 0: a drop is above zero; are the two legs of the gauge swapped?",),
    at=(("1.25",), ("0.95",)),
)
def blocked_share(kappa: Ratio) -> Ratio:
    """Share of the tubes that debris blocks; below 0 the drop is less than that of a clean box."""
    return 1 - kappa**-0.5


@equation("N_c", "definition", at=(("20000", "19951", "0.1"), ("8000", "8000", "0")))
def closed_tubes(count: Ratio, tubes: Ratio, blocked: Ratio) -> Ratio:
    """Tubes without water: plugged, and blocked among the open ones."""
    return count - tubes * (1 - blocked)


@equation(
    "p_top",
    BERNOULLI,
    empirical=True,
    at=(("101325", "998", "8", "2000", "2"), ("9e4", "1000", "5", "0", "1")),
)
def siphon_top(
    p_atm: Pascal, rho: KgPerM3, rise: Metre, dp_leg: PascalDiff, v: MetrePerSecond
) -> Pascal:
    """Absolute pressure at the top of the siphon leg; `rise` is its height over the seal well."""
    return p_atm - rho * 9.80665 * rise + dp_leg - rho * v * v / 2


@equation("reserve", "definition", at=(("25000", "3000"), ("1", "2")))
def siphon_reserve(p_top: Pascal, p_s: Pascal) -> PascalDiff:
    """How far the siphon's top is from boiling; negative: it has broken."""
    return p_top - p_s


@equation("Δz", "definition", at=(("12", "4"), ("1", "2")))
def height(z_top: Metre, z_seal: Metre) -> Metre:
    """Height of the siphon's top over the water of the seal well."""
    return z_top - z_seal
