"""Friction and pressure drop in tubes. f is Darcy's everywhere, four times Fanning's."""

from greenlang.core.equations import equation
from greenlang.core.maths import ln, pi, select
from greenlang.core.units import (
    KgPerM2Second,
    KgPerM3,
    KgPerSecond,
    Metre,
    MetrePerSecond,
    Pascal,
    PascalDiff,
    PascalSecond,
    Ratio,
)

CHURCHILL = "Churchill, Chem. Eng. 84(24) (1977) 91-92"
PETUKHOV = "Petukhov, Advances in Heat Transfer 6 (1970) 503-564"
SERTH = "Serth, Process Heat Transfer (2007), ch. 5"
SERTH_RETURNS = "Serth (2007), table 5.1; all but 2 Np - 1.5 not confirmed"
NOZZLES = "Serth (2007), ch. 5: 1.5 velocity heads, 3 below Re 100; split 2:1 by this project"
ASSUMED_ROUGHNESS = "commercial steel, Moody, Trans. ASME 66 (1944) 671-684: 0.00015 ft"
CONTINUITY = "mass balance over a cross-section"


@equation("G", CONTINUITY, at=(("30", "2", "820", "0.01483"), ("5", "1", "100", "0.02")))
def tube_mass_velocity(m: KgPerSecond, passes: Ratio, count: Ratio, d_i: Metre) -> KgPerM2Second:
    """Flow over the area of one pass; `count` is the number of open tubes in a shell."""
    return m * passes / (count * pi * d_i * d_i / 4)


@equation("v", CONTINUITY, at=(("1200", "780"), ("500", "1000")))
def velocity(g: KgPerM2Second, rho: KgPerM3) -> MetrePerSecond:
    """Mean velocity."""
    return g / rho


@equation("Re", "definition", at=(("1200", "0.01483", "6e-4"), ("100", "0.02", "0.01")))
def reynolds(g: KgPerM2Second, d: Metre, mu: PascalSecond) -> Ratio:
    """Reynolds number of a mass velocity."""
    return g * d / mu


@equation(
    "f",
    CHURCHILL,
    guards=("re > 0: there is no flow",),
    at=(("1e5", "1e-4"), ("1000", "1e-4"), ("3000", "1e-3"), ("1e7", "0")),
)
def churchill(re: Ratio, roughness: Ratio) -> Ratio:
    """Darcy friction factor of any regime; roughness relative to the diameter."""
    return 8 * (
        (8 / re) ** 12
        + ((2.457 * ln(1 / ((7 / re) ** 0.9 + 0.27 * roughness))) ** 16 + (37530 / re) ** 16)
        ** -1.5
    ) ** (1 / 12)


@equation("f", PETUKHOV, valid={"re": ("3000", "5e6")}, at=(("1e5",), ("4000",)))
def petukhov(re: Ratio) -> Ratio:
    """Darcy friction factor of turbulent flow in a smooth tube."""
    return (0.79 * ln(re) - 1.64) ** -2


@equation("α_r", SERTH_RETURNS, at=(("2e4", "2"), ("800", "6")))
def return_losses(re: Ratio, passes: Ratio) -> Ratio:
    """Velocity heads lost at entrance, exit and returns of straight tubes."""
    return select(re < 2300, lambda: 3.25 * passes - 1.5, lambda: 2 * passes - 1.5)


@equation("α_r", SERTH_RETURNS, at=(("2e4", "2"), ("800", "6")))
def return_losses_u(re: Ratio, passes: Ratio) -> Ratio:
    """Velocity heads lost at entrance, exit and bends of U-tubes."""
    return select(re < 2300, lambda: 2.38 * passes - 1.5, lambda: 1.6 * passes - 1.5)


@equation("ε/D", ASSUMED_ROUGHNESS, empirical=True, at=(("0.01483",), ("0.02",)))
def assumed_roughness(d: Metre) -> Ratio:
    """Roughness of commercial steel tubes over the bore, where none is given: 46 µm."""
    return 0.000046 / d


@equation("ε/D", "definition", at=(("46e-6", "0.01483"), ("1.5e-6", "0.02")))
def relative_roughness(e: Metre, d: Metre) -> Ratio:
    """Roughness over the bore."""
    return e / d


@equation("φ", SERTH, at=(("1e4", "1.2"), ("800", "0.7")))
def tube_wall_factor(re: Ratio, mu_ratio: Ratio) -> Ratio:
    """Factor on the friction in a tube for the viscosity at the wall; `mu_ratio` is mu/mu_w."""
    return select(re < 2300, lambda: mu_ratio**-0.25, lambda: mu_ratio**-0.14)


@equation(
    "Δp_f",
    SERTH,
    at=(
        ("0.03", "2", "6.1", "0.01483", "1", "780", "1.5"),
        ("0.06", "1", "3", "0.02", "0.9", "900", "0.3"),
    ),
)
def straight_drop(
    f: Ratio, passes: Ratio, length: Metre, d: Metre, wall: Ratio, rho: KgPerM3, v: MetrePerSecond
) -> PascalDiff:
    """Friction in the straight tubes of one shell; `wall` is (mu_w/mu)^0.14, 0.25 where laminar."""
    return f * passes * length / d * wall * rho * v * v / 2


@equation("Δp_r", SERTH, at=(("2.5", "780", "1.5"), ("0.3", "900", "0.3")))
def losses_drop(losses: Ratio, rho: KgPerM3, v: MetrePerSecond) -> PascalDiff:
    """Drop at entrance, exit and returns, from the velocity heads lost there."""
    return losses * rho * v * v / 2


@equation("v_n", CONTINUITY, at=(("30", "780", "0.25"), ("5", "900", "0.1")))
def nozzle_velocity(m: KgPerSecond, rho: KgPerM3, d: Metre) -> MetrePerSecond:
    """Mean velocity in a nozzle."""
    return m / (rho * pi * d * d / 4)


@equation(
    "Δp_n",
    NOZZLES,
    at=(("780", "2", "0.25", "8e-4"), ("900", "0.01", "0.1", "0.05")),
)
def inlet_nozzle_drop(rho: KgPerM3, v: MetrePerSecond, d: Metre, mu: PascalSecond) -> PascalDiff:
    """Drop in the inlet nozzle, at its own velocity: one velocity head, two below Re 100."""
    return select(rho * v * d / mu < 100, lambda: rho * v * v, lambda: rho * v * v / 2)


@equation(
    "Δp_n",
    NOZZLES,
    at=(("780", "2", "0.25", "8e-4"), ("900", "0.01", "0.1", "0.05")),
)
def outlet_nozzle_drop(rho: KgPerM3, v: MetrePerSecond, d: Metre, mu: PascalSecond) -> PascalDiff:
    """Drop in the outlet nozzle: half of that in an inlet nozzle of its bore."""
    return select(rho * v * d / mu < 100, lambda: rho * v * v / 2, lambda: rho * v * v / 4)


@equation("m/n", "equal shares", at=(("30", "2"), ("12", "3")))
def shared_flow(m: KgPerSecond, n: Ratio) -> KgPerSecond:
    """Flow of each of n equal branches."""
    return m / n


@equation("Δp", "shells in series", at=(("5e4", "2"), ("100", "1")))
def of_shells(dp: PascalDiff, shells: Ratio) -> PascalDiff:
    """Drop of equal shells in series."""
    return dp * shells


@equation("Δp", "drops in series", at=(("5e4", "2e3", "500"), ("100",)))
def total_drop(*dp: PascalDiff) -> PascalDiff:
    """Drop of all parts."""
    return sum(dp)


@equation("Δp/Δp_0", "definition", at=(("6e4", "5e4"), ("100", "200")))
def drop_ratio(dp: PascalDiff, clean: PascalDiff) -> Ratio:
    """Drop over that of the clean exchanger at the same flow and temperature."""
    return dp / clean


@equation(
    "Δp_t",
    SERTH,
    at=(
        ("0.03", "2", "6.1", "0.01483", "1", "2.5", "780", "1.5"),
        ("0.06", "1", "3", "0.02", "0.9", "0.5", "900", "0.3"),
    ),
)
def tube_pressure_drop(
    f: Ratio,
    passes: Ratio,
    length: Metre,
    d_i: Metre,
    wall: Ratio,
    losses: Ratio,
    rho: KgPerM3,
    v: MetrePerSecond,
) -> PascalDiff:
    """Drop in the tubes of one shell; `wall` is (mu_w/mu)^0.14, 0.25 where laminar."""
    return (f * passes * length / d_i * wall + losses) * rho * v * v / 2


@equation("Δp_n", SERTH, at=(("780", "2"), ("900", "1")))
def nozzle_pressure_drop(rho: KgPerM3, v_n: MetrePerSecond) -> PascalDiff:
    """Drop in the inlet and outlet nozzle together, turbulent, at nozzle velocity."""
    return 1.5 * rho * v_n * v_n / 2


@equation("τ_w", "force balance on a tube", at=(("0.03", "780", "1.5"), ("0.06", "900", "0.3")))
def shear(f: Ratio, rho: KgPerM3, v: MetrePerSecond) -> Pascal:
    """Shear stress at the wall."""
    return f * rho * v * v / 8


@equation(
    "Δp_net",
    "hydrostatics, standard gravity",
    empirical=True,
    at=(("50000", "780", "2"), ("1e4", "900", "-3")),
)
def frictional_drop(dp: PascalDiff, rho: KgPerM3, rise: Metre) -> PascalDiff:
    """Measured drop less the column of liquid between its two legs (outlet above inlet: > 0)."""
    return dp - rho * 9.80665 * rise
