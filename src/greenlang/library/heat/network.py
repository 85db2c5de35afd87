"""Splits, mixers and duties of exchangers that feed one another, at constant capacity rates."""

from greenlang.core.equations import equation
from greenlang.core.units import Kelvin, KelvinDiff, Ratio, Watt, WattPerKelvin

BALANCE = "heat balance at constant heat capacity rates"


@equation("C", BALANCE, at=(("0.4", "120000"),))
def share_of_rate(share: Ratio, c: WattPerKelvin) -> WattPerKelvin:
    """Capacity rate in a branch of a split."""
    return share * c


@equation("C", BALANCE, at=(("5e4", "7e4"), ("3",)))
def joined_rate(*c: WattPerKelvin) -> WattPerKelvin:
    """Capacity rate behind a mixer."""
    return sum(c)


@equation("C - ΣC", BALANCE, at=(("1.2e5", "5e4", "7e4"),))
def unaccounted_rate(c: WattPerKelvin, *parts: WattPerKelvin) -> WattPerKelvin:
    """What a mixer hands on beyond what it gets; zero at the solution."""
    return c - sum(parts)


@equation("H", BALANCE, at=(("5e4", "400"),))
def carried(c: WattPerKelvin, t: Kelvin) -> Watt:
    """Heat that a stream carries, counted from 0 K."""
    return c * t


@equation("H", BALANCE, at=(("5e4", "400", "-4"),))
def carried_after(c: WattPerKelvin, t: Kelvin, dt: KelvinDiff) -> Watt:
    """The same behind equipment that changes the temperature by dt."""
    return c * (t + dt)


@equation("H - ΣH", BALANCE, at=(("4e7", "1.9e7", "2.1e7"),))
def unmixed(whole: Watt, *parts: Watt) -> Watt:
    """Heat that a mixer hands on beyond what it gets; zero at the solution."""
    return whole - sum(parts)


@equation("T", BALANCE, empirical=True, at=(("1e5", "1.9e7", "2.1e7"),))
def mixed(c: WattPerKelvin, *parts: Watt) -> Kelvin:
    """Temperature behind a mixer of the heats of its branches, each counted from 0 K."""
    return sum(parts) / c


@equation("δQ", BALANCE, at=(("4e4", "530", "525"),))
def carried_more(c: WattPerKelvin, t: Kelvin, base: Kelvin) -> Watt:
    """Heat that a stream carries out beyond that of a base case."""
    return c * (t - base)


@equation("δQ", BALANCE, at=(("0.65", "0.6", "4e4", "493", "393"),))
def more_between(
    p_new: Ratio, p: Ratio, c_1: WattPerKelvin, t_hot_in: Kelvin, t_cold_in: Kelvin
) -> Watt:
    """Duty that another P gains at the same inlets."""
    return (p_new - p) * c_1 * (t_hot_in - t_cold_in)


@equation(
    "φ",
    "saving at the furnace over the duty gained by the exchangers themselves",
    at=(("4e5", "3e5", "2e5"),),
)
def network_value(saving: Watt, *gained: Watt) -> Ratio:
    """Part of the gain of cleaned exchangers that reaches the furnace."""
    return saving / sum(gained)
