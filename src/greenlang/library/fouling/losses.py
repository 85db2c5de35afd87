"""What a deposit costs at reference: duty lost, what is cooled away, pressure drop above clean."""

from greenlang.core.equations import equation
from greenlang.core.units import M2KelvinPerWatt, PascalDiff, Ratio, Watt, WattPerM2Kelvin

SHAH_SEKULIC = "Shah & Sekulic, Fundamentals of Heat Exchanger Design (2003), ch. 13"


@equation("U_f", SHAH_SEKULIC, guards=("u_clean > 0: a coefficient is positive",
                                      "1 / u_clean + r_f > 0: cleaner than any surface can be"),
          at=(("430", "5e-4"), ("430", "-1e-5")))  # fmt: skip
def fouled_coefficient(u_clean: WattPerM2Kelvin, r_f: M2KelvinPerWatt) -> WattPerM2Kelvin:
    """Overall coefficient with a deposit on it."""
    return 1 / (1 / u_clean + r_f)


@equation("R_f,10", "P10 of a normal law", at=(("5e-4", "3e-5"), ("1", "2")))
def fouling_p10(r_f: M2KelvinPerWatt, sigma: M2KelvinPerWatt) -> M2KelvinPerWatt:
    """Fouling resistance that is exceeded with 90 %."""
    return r_f - 1.2815515655446004 * sigma


@equation("R_f,90", "P90 of a normal law", at=(("5e-4", "3e-5"), ("1", "2")))
def fouling_p90(r_f: M2KelvinPerWatt, sigma: M2KelvinPerWatt) -> M2KelvinPerWatt:
    """Fouling resistance that is exceeded with 10 %."""
    return r_f + 1.2815515655446004 * sigma


@equation("Q_lost", SHAH_SEKULIC, at=(("1.2e7", "1.1e7"), ("3", "4")))
def duty_lost(q_clean: Watt, q: Watt) -> Watt:
    """Duty that a clean exchanger would give more, negative where this is cleaner than clean."""
    return q_clean - q


@equation("Q", SHAH_SEKULIC, at=(("1.2e7", "1e6"), ("4", "3")))
def duty_left(q_clean: Watt, lost: Watt) -> Watt:
    """Duty of the fouled exchanger."""
    return q_clean - lost


@equation("Q_cool", "energy balance of the hot stream", at=(("1e6", "0.6"), ("3", "1")))
def duty_cooled(lost: Watt, share: Ratio) -> Watt:
    """Duty lost that a cooler takes out of the hot stream instead."""
    return share * lost


@equation("ΔP_f", "difference to a clean bundle", at=(("9e4", "6e4"), ("3", "1")))
def drop_above_clean(dp: PascalDiff, dp_clean: PascalDiff) -> PascalDiff:
    """Pressure drop that the deposit takes."""
    return dp - dp_clean
