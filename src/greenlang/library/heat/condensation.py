"""Film condensation of steam outside horizontal tubes, by heat flux, and what a bundle does to it.

Nusselt's film in terms of the heat flux instead of the temperature difference is explicit where
the duty is known. The properties of the condensate come in one group, so that a film costs one
exponential; it is a fit of ours to the IAPWS formulations, and a test holds it against them.
"""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.maths import exp
from greenlang.core.units import (
    K,
    Kelvin,
    Metre,
    Ratio,
    Unit,
    W,
    WattPerM2,
    WattPerM2Kelvin,
    m,
)

CondensateGroup = Annotated[Any, Unit("W4/(m7 K3)", W**4 / m**7 / K**3)]

NUSSELT = "Nusselt, Z. VDI 60 (1916) 541-546; Incropera et al., 7th ed. (2011), eq. 10.46: 0.728"
EISSENBERG = "Eissenberg (1972), side drainage of inundated bundles; coefficients unconfirmed"
KERN = "Kern, Process Heat Transfer (1950), ch. 12: mean of N rows N^(-1/6)"
FIT = (
    "fit of this project to k³ ρ (ρ - ρ_v) g h_fg/μ of saturated water by IAPWS-IF97, R12-08 and "
    "R15-11, 273.16 to 373.15 K: within 0.03 %"
)


@equation(
    "X",
    FIT,
    valid={"t": ("273.16", "373.15")},
    at=(("283.15",), ("300",), ("323.15",), ("370",)),
    empirical=True,
)
def condensate_group(t: Kelvin) -> CondensateGroup:
    """What a condensate film of water at t owes to its properties: k³ ρ (ρ - ρ_v) g h_fg/μ."""
    return exp(
        36.933685
        + (t - 323.15)
        / 50
        * (
            1.006470
            + (t - 323.15)
            / 50
            * (
                -0.362269
                + (t - 323.15)
                / 50
                * (
                    0.093714
                    + (t - 323.15)
                    / 50
                    * (-0.038203 + (t - 323.15) / 50 * (0.027814 - (t - 323.15) / 50 * 0.013417))
                )
            )
        )
    )


@equation(
    "h_s",
    NUSSELT,
    guards=("flux > 0: no heat flows; a condenser gives heat to its cooling water",),
    at=(("7e15", "0.0254", "27000", "0.75"), ("1e16", "0.019", "15000", "1")),
    empirical=True,
)
def film_by_flux(
    group: CondensateGroup, d_o: Metre, flux: WattPerM2, bundle: Ratio
) -> WattPerM2Kelvin:
    """Nusselt's film on horizontal tubes by heat flux; `bundle` is 1 for a single tube.

    h = 0.728 (X/(d dT))^(1/4) with dT = q/h.
    """
    return bundle * 0.728 ** (4 / 3) * (group / (d_o * flux)) ** (1 / 3)


@equation("T_f", "mean of surface and wall side of the film", at=(("301", "27000", "1e4"),))
def film_temperature(t_s: Kelvin, flux: WattPerM2, h_s: WattPerM2Kelvin) -> Kelvin:
    """Temperature at which a condensate film's properties are taken."""
    return t_s - flux / (2 * h_s)


@equation("F_b", KERN, at=(("20",), ("60",)))
def bundle_prior(rows: Ratio) -> Ratio:
    """Bundle factor of a heat flux expected of tubes that drip on one another, before any test.

    Kern's factor holds at equal temperature difference; at equal flux its power is 4/3.
    """
    return rows ** (-2 / 9)


@equation("F_b", EISSENBERG, at=(("20",), ("60",)))
def bundle_prior_side(rows: Ratio) -> Ratio:
    """Bundle factor of a heat flux where condensate drains to the side as much as down.

    Eissenberg's factor holds at equal temperature difference; at equal flux its power is 4/3.
    """
    return (0.60 + 0.42 * rows**-0.25) ** (4 / 3)
