"""What tests with clean tubes teach the clean model: bundle factor, and factor on the film inside.

The fit is least squares with two priors: the factor on the film inside is 1, the bundle factor that
of its row formula, each within a spread. Its two gradients vanish where it stands.
"""

from greenlang.agents.condenser.equations import GUM
from greenlang.core.equations import equation
from greenlang.core.maths import ln, sqrt
from greenlang.core.units import M2KelvinPerWatt, Ratio, WattPerM2Kelvin

FIT = "least squares with priors, in the manner of Wilson's plot"
_R = ("2.8e-4", "1.05", "1.6e-4", "7e-5", "1.3")


@equation("R_Nu", FIT, at=(("1e4", "0.75"), ("9000", "1")))
def nusselt_resistance(h_s: WattPerM2Kelvin, f_b: Ratio) -> M2KelvinPerWatt:
    """Condensate film of a single tube, from that of a bundle."""
    return f_b / h_s


@equation("1/U - R_w", FIT, at=(("2900", "3.5e-5"), ("3500", "2e-5")))
def behind_wall(u: WattPerM2Kelvin, r_w: M2KelvinPerWatt) -> M2KelvinPerWatt:
    """What a test measured of both films together."""
    return 1 / u - r_w


@equation("σ_R", GUM, at=(("2900", "80"), ("3500", "50")))
def resistance_sigma(u: WattPerM2Kelvin, u_sigma: WattPerM2Kelvin) -> M2KelvinPerWatt:
    """Standard uncertainty of 1/U."""
    return u_sigma / u**2


@equation("1/F_b", FIT, at=(("0.75",), ("1",)))
def inverse(f_b: Ratio) -> Ratio:
    """Resistance of a bundle's condensate film over that of a single tube."""
    return 1 / f_b


@equation("e", FIT, at=(_R, ("2e-4", "1", "1e-4", "1e-4", "1")))
def misfit(
    measured: M2KelvinPerWatt, f_t: Ratio, r_t: M2KelvinPerWatt, r_nu: M2KelvinPerWatt, b: Ratio
) -> M2KelvinPerWatt:
    """What a test measured beyond the model; b is 1/F_b."""
    return measured - f_t * r_t - b * r_nu


@equation("e", FIT, at=((_R[0], *_R[2:]), ("2e-4", "1e-4", "1e-4", "1")))
def misfit_of_bundle(
    measured: M2KelvinPerWatt, r_t: M2KelvinPerWatt, r_nu: M2KelvinPerWatt, b: Ratio
) -> M2KelvinPerWatt:
    """The same with the film inside as computed."""
    return measured - r_t - b * r_nu


@equation("g", FIT, at=(("1e-6", "1.6e-4", "8e-6"), ("-1e-6", "1e-4", "1e-5")))
def pull(e: M2KelvinPerWatt, r: M2KelvinPerWatt, s: M2KelvinPerWatt) -> Ratio:
    """What a test asks of the factor on a film's resistance r."""
    return e * r / s**2


@equation("∂S/∂f_t", FIT, at=(("1.02", "0.05", "8", "-3"), ("1", "1", "0")))
def film_gradient(f_t: Ratio, spread: Ratio, *pulls: Ratio) -> Ratio:
    """Gradient by the factor on the film inside; nothing at the fit."""
    return (f_t - 1) / spread**2 - sum(pulls)


@equation(
    "∂S/∂b", FIT, at=(("1.3", "0.5", "0.3", "8", "-3"), ("1", "1", "1", "0")),
    guards=("b * prior > 0: the tests ask for a film that cannot be; are they of this condenser?",),
)  # fmt: skip
def bundle_gradient(b: Ratio, prior: Ratio, spread: Ratio, *pulls: Ratio) -> Ratio:
    """Gradient by 1/F_b, the prior's spread that of its logarithm; nothing at the fit."""
    return ln(b * prior) / (b * spread**2) - sum(pulls)


@equation("i", GUM, at=(("1.6e-4", "8e-6"), ("1", "2")))
def film_weight(r_t: M2KelvinPerWatt, s: M2KelvinPerWatt) -> Ratio:
    """What a test knows of the factor on the film inside."""
    return (r_t / s) ** 2


@equation("i", GUM, at=(("7e-5", "1.3", "8e-6"), ("1", "1", "2")))
def bundle_weight(r_nu: M2KelvinPerWatt, b: Ratio, s: M2KelvinPerWatt) -> Ratio:
    """What a test knows of the logarithm of the bundle factor."""
    return (r_nu * b / s) ** 2


@equation("i", GUM, at=(("1.6e-4", "7e-5", "1.3", "8e-6"), ("1", "1", "1", "2")))
def shared_weight(
    r_t: M2KelvinPerWatt, r_nu: M2KelvinPerWatt, b: Ratio, s: M2KelvinPerWatt
) -> Ratio:
    """How far a test cannot tell both apart."""
    return r_t * r_nu * b / s**2


@equation("I", GUM, at=(("0.3", "400", "350"), ("1", "5")))
def information(spread: Ratio, *weights: Ratio) -> Ratio:
    """What tests and prior know together."""
    return sum(weights) + 1 / spread**2


@equation("I_12", GUM, at=(("400", "350"), ("5",)))
def shared(*weights: Ratio) -> Ratio:
    """How far all tests cannot tell both apart."""
    return sum(weights)


@equation("σ", GUM, at=(("900", "800", "300"), ("5", "4", "0")))
def factor_sigma(own: Ratio, other: Ratio, both: Ratio) -> Ratio:
    """Standard uncertainty of one of two factors that were fitted together."""
    return sqrt(other / (own * other - both**2))


@equation("σ", GUM, at=(("900",), ("5",)))
def alone_sigma(own: Ratio) -> Ratio:
    """Standard uncertainty of a factor that was fitted alone."""
    return 1 / sqrt(own)


@equation("σ_Fb", GUM, at=(("0.75", "0.03"), ("1", "1")))
def bundle_sigma(f_b: Ratio, s: Ratio) -> Ratio:
    """Standard uncertainty of the bundle factor, from that of its logarithm."""
    return f_b * s


@equation("z", GUM, at=(("1e-6", "8e-6"), ("-3", "2")))
def misfit_z(e: M2KelvinPerWatt, s: M2KelvinPerWatt) -> Ratio:
    """Misfit of a test in its standard uncertainties."""
    return e / s


@equation("(e U)²", "definition", at=(("1e-6", "2900"), ("-3", "2")))
def squared_misfit(e: M2KelvinPerWatt, u: WattPerM2Kelvin) -> Ratio:
    """Square of a misfit as a share of 1/U."""
    return (e * u) ** 2


@equation("σ_c", "sd of the misfits, freedom of the fit taken off", at=(("3", "1e-4", "4e-4"),))
def model_sigma(freedom: Ratio, *squares: Ratio) -> Ratio:
    """Standard uncertainty of the clean model, by how its tests scatter."""
    return sqrt(sum(squares) / freedom)
