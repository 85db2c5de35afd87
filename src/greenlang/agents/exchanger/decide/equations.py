"""Cleaning economics of one exchanger: mean cost of a cycle, its best length, cost of waiting."""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.maths import exp, larger, select, smaller, sqrt
from greenlang.core.units import (
    Joule,
    KgPerJoule,
    Kilogram,
    M2KelvinPerWatt,
    Money,
    MoneyPerJoule,
    MoneyPerSecond,
    Ratio,
    Second,
    Unit,
    Watt,
    money,
    s,
)

MA_EPSTEIN = "Ma & Epstein, Can. J. Chem. Eng. 59 (1981) 631-633"
RENEWAL = "renewal-reward theorem: Ross, Stochastic Processes, 2nd ed. (1996), ch. 3"
SIMPSON = "Simpson's rule over s with t = T s^2: Abramowitz & Stegun (1964), 25.4.6"
GUM = "JCGM 100:2008 (GUM), 5.1.2"
MoneyPerSecond2 = Annotated[Any, Unit("money/s2", money / s**2)]


@equation("J", RENEWAL, guards=("t + t_d > 0: a cycle takes time",),
          at=(("45000", "0.05", "777600", "2e5", "2e7"), ("1", "2", "3", "4", "5")))  # fmt: skip
def mean_cost(c: Money, l_d: MoneyPerSecond, t_d: Second, lost: Money, t: Second) -> MoneyPerSecond:
    """Cost of a cycle over its length: cleaning, outage, and what fouling cost while running."""
    return (c + l_d * t_d + lost) / (t + t_d)


@equation("T*", MA_EPSTEIN, guards=("k > 0: without fouling there is nothing to clean",),
          at=(("45000", "0.05", "777600", "1e-9"), ("1", "0", "0", "2")))  # fmt: skip
def best_interval_linear(c: Money, l_d: MoneyPerSecond, t_d: Second, k: MoneyPerSecond2) -> Second:
    """Best running time where the cost rate of fouling grows as k t."""
    return sqrt(t_d * t_d + 2 * (c + l_d * t_d) / k) - t_d


@equation("M", MA_EPSTEIN,
          at=(("45000", "0.05", "777600", "0.02", "1e7"), ("1", "2", "3", "4", "5")))  # fmt: skip
def asymptotic_margin(
    c: Money, l_d: MoneyPerSecond, t_d: Second, l_end: MoneyPerSecond, t_c: Second
) -> Money:
    """Positive where cleaning pays at all, for a cost rate l_end(1 - e^(-t/tc)) that levels off."""
    return l_end * t_c - c - (l_d - l_end) * t_d


@equation("w", RENEWAL, at=(("2e5", "0.05", "604800"), ("4", "5", "6")))
def waiting_cost(lost: Money, j: MoneyPerSecond, t: Second) -> Money:
    """What waiting for a time t costs against cleaning now; negative while waiting pays."""
    return lost - j * t


@equation("t_i", SIMPSON, at=(("8640000", "3", "10"), ("5", "1", "2")))
def node(t: Second, i: Ratio, n: Ratio) -> Second:
    """Node i of n in a time t, spaced by squares, since a fresh surface fouls fastest."""
    return t * i * i / n / n


@equation("ΔM", SIMPSON, at=(("0.02", "8640000", "3", "10", "4"), ("1", "5", "1", "2", "2")))
def simpson_part(rate: MoneyPerSecond, t: Second, i: Ratio, n: Ratio, w: Ratio) -> Money:
    """What the rate at node i adds to its integral over a time t, with Simpson's weight w."""
    return 2 * w * rate * t * i / (3 * n**2)


@equation("t'", "a share of a time", at=(("8640000", "98"), ("5", "102")))
def percent_of(t: Second, percent: Ratio) -> Second:
    """So many percent of a time."""
    return t * percent / 100


@equation("ΔJ", "difference of mean costs", at=(("0.03", "0.02"), ("1", "5")))
def dearer(other: MoneyPerSecond, j: MoneyPerSecond) -> MoneyPerSecond:
    """What another cost rate is above this one."""
    return other - j


@equation("M_out", "duty missed while out of service, beyond what is missing anyway",
          guards=("t_d >= 0: a cleaning takes time",),
          at=(("0.1", "0.02", "777600"), ("4", "5", "6")))  # fmt: skip
def outage_cost(whole: MoneyPerSecond, now: MoneyPerSecond, t_d: Second) -> Money:
    """What taking the exchanger out costs."""
    return (whole - now) * t_d


@equation("Δt", "slice of the time in service after a cleaning",
          guards=("h > t_d: the horizon ends before the cleaning does: look further ahead",),
          at=(("31536000", "777600", "12"), ("9", "1", "4")))  # fmt: skip
def slice_length(h: Second, t_d: Second, n: Ratio) -> Second:
    """One of n equal parts of the time from the return to the horizon."""
    return (h - t_d) / n


@equation("t_i", "middle of a slice", at=(("777600", "2563200", "3"), ("1", "2", "1")))
def slice_middle(t_d: Second, dt: Second, i: Ratio) -> Second:
    """Middle of slice i, counted from 1, since the cleaning began."""
    return t_d + dt * (i - 0.5)


@equation("t_on", "time since the return", at=(("2563200", "777600"), ("5", "1")))
def time_since(t: Second, t_d: Second) -> Second:
    """Time in service since a cleaning that took t_d."""
    return t - t_d


@equation("n", "Julian year of 365.25 d", empirical=True, at=(("31557600",), ("86400",)))
def years(t: Second) -> Ratio:
    """Time in years, for discounting."""
    return t / 31557600


@equation("t", "time of so many slices", at=(("3.5", "2563200"), ("1", "2")))
def time_of(n: Ratio, dt: Second) -> Second:
    """Length of n slices."""
    return n * dt


@equation("ΔE", "duty over time", at=(("4e5", "2563200"), ("1", "2")))
def energy_over(q: Watt, t: Second) -> Joule:
    """Heat of a duty over a time."""
    return q * t


@equation("E", "sum of energies", at=(("1e12", "2e12", "-5e11"), ("1", "2")))
def total_energy(*q: Joule) -> Joule:
    """Sum of energies."""
    return sum(q)


@equation("x+s", GUM, at=(("0.9", "0.1", "1"), ("5", "2", "-1")))
def shifted(x: Ratio, s: Ratio, sign: Ratio) -> Ratio:
    """A pure number, a standard uncertainty to one side."""
    return x + sign * s


@equation("R+s", GUM, at=(("8e-4", "3e-5", "1"), ("5", "2", "-1")))
def shifted_resistance(r: M2KelvinPerWatt, s: M2KelvinPerWatt, sign: Ratio) -> M2KelvinPerWatt:
    """A resistance, a standard uncertainty to one side."""
    return r + sign * s


@equation("p+s", GUM, at=(("7.8e-9", "0.2", "1"), ("5", "0.1", "-1")))
def shifted_price(p: MoneyPerJoule, share: Ratio, sign: Ratio) -> MoneyPerJoule:
    """A price of energy, a relative standard uncertainty to one side."""
    return p * (1 + sign * share)


@equation("c", GUM, at=(("5e4", "3e4"), ("5", "-3")))
def half_swing(high: Money, low: Money) -> Money:
    """Half of what an input's swing by a standard uncertainty to both sides does."""
    return (high - low) / 2


@equation("σ_NPV", GUM, at=(("5e4", "3e4"), ("3", "-4")))
def combined_sigma(part: Money, other: Money) -> Money:
    """Standard uncertainty from what two independent inputs do."""
    return sqrt(part * part + other * other)


@equation("x", "distance of zero in standard uncertainties",
          guards=("sigma > 0: without any uncertainty there is no chance to speak of",),
          at=(("2e5", "8e4"), ("-3", "2")))  # fmt: skip
def zero_distance(npv: Money, sigma: Money) -> Ratio:
    """How many standard uncertainties an amount is from zero, without its sign."""
    return select(npv < 0, lambda: -npv / sigma, lambda: npv / sigma)


@equation("t", "Abramowitz & Stegun (1964), 26.2.17", empirical=True,
          at=(("1.2",), ("0",)))  # fmt: skip
def tail_variable(x: Ratio) -> Ratio:
    """Auxiliary variable of the normal tail."""
    return 1 / (1 + 0.2316419 * x)


@equation("Q", "Abramowitz & Stegun (1964), 26.2.17", empirical=True,
          guards=("x >= 0: the tail is taken on its own side",),
          at=(("1.2", "0.78"), ("0", "1")))  # fmt: skip
def normal_tail(x: Ratio, t: Ratio) -> Ratio:
    """Share of a normal law beyond x, to 7.5e-8."""
    return (
        exp(-x * x / 2)
        * 0.3989422804
        * t
        * (
            0.319381530
            + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
        )
    )


@equation("1-Q", "complement", at=(("0.2",), ("0",)))
def other_tail(q: Ratio) -> Ratio:
    """The rest of the law."""
    return 1 - q


@equation("e", "share of each side's deposit removed, by where the deposit is",
          guards=("share >= 0: give 0 to 1", "share <= 1: give 0 to 1"),
          at=(("0.7", "0.9", "0.4"), ("0", "1", "0.5")))  # fmt: skip
def effect_of_sides(share: Ratio, tube: Ratio, shell: Ratio) -> Ratio:
    """Effect on the whole deposit, of which `share` is in the tubes."""
    return share * tube + (1 - share) * shell


@equation("ΔR", "residue of endless cleanings: what is left each time is what was left before",
          at=(("8e-5", "7.9e-5"), ("1", "2")))  # fmt: skip
def residue_gap(left: M2KelvinPerWatt, again: M2KelvinPerWatt) -> M2KelvinPerWatt:
    """How far a cycle is from beginning with what it ends with."""
    return again - left


@equation("ΔJ", "window of 2 %", at=(("0.03", "0.02"), ("1", "5")))
def within_window(j: MoneyPerSecond, edge: MoneyPerSecond) -> MoneyPerSecond:
    """How far the mean cost of an interval is below 1.02 of the least one."""
    return 1.02 * j - edge


@equation("l", "on line nothing is missed", at=(("0.03",), ("1",)))
def nothing_missed(whole: MoneyPerSecond) -> MoneyPerSecond:
    """Cost rate while cleaned in service."""
    return 0 * whole


@equation("e", "a cleaning removes between nothing and all", at=(("1.1",), ("0.9",), ("-0.2",)))
def bounded(e: Ratio) -> Ratio:
    """An effect within 0 and 1, where a swing by its uncertainty would pass the end."""
    return smaller(larger(e, 0 * e), 0 * e + 1)


@equation("share", GUM, guards=("sigma > 0: nothing is uncertain",),
          at=(("3e4", "8e4"), ("-3", "5")))  # fmt: skip
def share_of_variance(part: Money, sigma: Money) -> Ratio:
    """Share of one input in the variance."""
    return (part / sigma) ** 2


@equation("ΔM", "cost above its bound", at=(("6.2e6", "6.1e6"), ("-1", "-3")))
def above_bound(cost: Money, bound: Money) -> Money:
    """What a plan costs more than the least that any plan could."""
    return cost - bound


@equation("gap", "proven distance from the best plan, over the cost",
          at=(("6.2e6", "6.1e6"), ("-1", "-3")))  # fmt: skip
def proven_gap(cost: Money, bound: Money) -> Ratio:
    """Share of a plan's cost by which a better one could be cheaper at most."""
    return (cost - bound) / larger(cost, -cost)


@equation("c", GUM, at=(("5e12", "3e12"), ("5", "-3")))
def half_energy(high: Joule, low: Joule) -> Joule:
    """Half of what an input's swing by a standard uncertainty to both sides does."""
    return (high - low) / 2


@equation("σ_E", GUM, at=(("5e12", "0.01"), ("-5", "0.1")))
def share_of_energy(e: Joule, s: Ratio) -> Joule:
    """Standard uncertainty that is a share of an energy."""
    return e * s


@equation("σ_E", GUM, at=(("3e12", "4e12"), ("3", "-4")))
def combined_energy(part: Joule, other: Joule) -> Joule:
    """Standard uncertainty from what two independent inputs do."""
    return sqrt(part * part + other * other)


@equation("E_p", "P05 or P95 of a normal law",
          at=(("2e13", "1e12", "-1"), ("5", "2", "1")))  # fmt: skip
def normal_end(e: Joule, sigma: Joule, sign: Ratio) -> Joule:
    """End of the band that holds nine of ten."""
    return e + sign * 1.6448536269514722 * sigma


@equation("E_fuel", "energy balance of the furnace",
          at=(("2e13", "0.82", "0.88"), ("5", "1", "0.9")),
          guards=("eta > 0: give the efficiency of what makes up the heat",))  # fmt: skip
def fuel_for(e: Joule, phi_i: Ratio, eta: Ratio) -> Joule:
    """Fuel that was not burnt for heat saved."""
    return phi_i * e / eta


@equation("M", "price of energy", at=(("2e13", "1.2e-8"), ("5", "2")))
def price_of_fuel(e: Joule, p_q: MoneyPerJoule) -> Money:
    """What fuel costs."""
    return e * p_q


@equation("m_CO2", "IPCC Guidelines (2006), vol. 2, eq. 2.1",
          at=(("2e13", "5.6e-8"), ("5", "2")))  # fmt: skip
def co2_of_fuel(e: Joule, factor: KgPerJoule) -> Kilogram:
    """CO2 of fuel."""
    return e * factor
