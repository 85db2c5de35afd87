"""What an engineer gives of one condenser, and what its performance is.

Every number may be a text with its unit, such as "37.6 mbar a", "28.4 inHg vac" or "250000 gpm"; a
bare number is SI. A gauge pressure or a vacuum needs the site's barometer.
"""

from dataclasses import dataclass
from typing import Literal

from greenlang.core.units import (
    HeatRate,
    JoulePerKg,
    Kelvin,
    KelvinDiff,
    KgPerJoule,
    KgPerSecond,
    M2KelvinPerWatt,
    M3PerSecond,
    Metre,
    MetrePerSecond,
    MoneyPerJoule,
    MoneyPerKg,
    Pascal,
    PascalDiff,
    Ratio,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)
from greenlang.library.heat.low_fins import PerMetre
from greenlang.library.hei import HeiTables
from greenlang.library.turbine.response import ResponseCurve


@dataclass(frozen=True)
class Fins:
    """Low fins outside the tubes, whose `d_o` is then the root: diameter over them, thickness.

    `count` is fins a length, such as "19 1/in"; without `k` they are of the tube's metal.
    """

    d_f: Metre
    t_f: Metre
    count: PerMetre
    k: WattPerMetreKelvin | None = None


@dataclass(frozen=True)
class Tubes:
    """The bundle; areas are outside, between the tube sheets.

    `plugged` is a number of tubes. The wall needs `k_wall`, or a `material` of the cited table. The
    film outside needs the bundle factor `f_b`, learnt after cleanings, or `rows`, how many tubes
    drip on one another, for a prior: Kern's, or Eissenberg's where condensate drains to the side.
    `f_t` is a factor on the resistance of the film inside, learnt beside `f_b`. The film inside is
    Gnielinski's unless `film` says Rabas & Cane's.
    """

    count: int
    d_o: Metre
    wall: Metre
    length: Metre
    k_wall: WattPerMetreKelvin | None = None
    passes: int = 1
    plugged: Ratio | None = None
    f_b: Ratio | None = None
    rows: Ratio | None = None
    f_t: Ratio | None = None
    material: str | None = None
    prior: Literal["kern", "eissenberg"] | None = None
    film: Literal["gnielinski", "rabas_cane"] | None = None
    fins: Fins | None = None


@dataclass(frozen=True)
class Hei:
    """Licensed tables of one edition and this tube's material and gauge as they name it.

    In a case file `tables` may be {"folder": "tables/hei", "edition": "11"}.
    """

    tables: HeiTables
    material: str
    bwg: str


@dataclass(frozen=True)
class Water:
    """Cooling water. One of `t_out` and the flow may be missing where the steam side gives a duty.

    `v` is the meter's volume flow at the inlet, `v_pump` that of the running pumps' curve: two
    witnesses of one flow. Standard uncertainties not given are assumed: 0.1 K at the inlet, 0.3 K
    at the outlet, 3 % of a meter, 5 % of a pump curve. `salinity`, such as "35 g/kg", makes it sea
    or brackish water.
    """

    t_in: Kelvin
    t_out: Kelvin | None = None
    v: M3PerSecond | None = None
    v_pump: M3PerSecond | None = None
    pressure: Pascal | None = None
    salinity: Ratio | None = None
    sigma_t_in: KelvinDiff | None = None
    sigma_t_out: KelvinDiff | None = None
    sigma_v: Ratio | None = None
    sigma_v_pump: Ratio | None = None


@dataclass(frozen=True)
class HeatFlow:
    """A flow of steam or water with its enthalpy."""

    name: str
    m: KgPerSecond
    h: JoulePerKg


@dataclass(frozen=True)
class Cycle:
    """The turbine's balance: what flows in and out beside the exhaust, gross power and losses."""

    p_gross: Watt
    eta_generator: Ratio
    eta_mechanical: Ratio
    into: tuple[HeatFlow, ...]
    out: tuple[HeatFlow, ...] = ()
    q_loss: Watt = "0"


@dataclass(frozen=True)
class Steam:
    """What the steam side says of the duty: `q`, or exhaust flow `m` with `h` or a `cycle`.

    Wet exhaust cannot be measured: its enthalpy is what the turbine's balance leaves it. Without
    either the heat of condensation is that of a usual turbine, 2279.5 kJ/kg with reheat, 2209.7
    without, and its uncertainty 4 %; else 2 %. `others` flow into the condenser beside it: drains,
    gland steam, bypass, make-up.
    """

    q: Watt | None = None
    m: KgPerSecond | None = None
    h: JoulePerKg | None = None
    cycle: Cycle | None = None
    others: tuple[HeatFlow, ...] = ()
    t_hotwell: Kelvin | None = None
    turbine: Literal["reheat", "non_reheat"] = "reheat"
    sigma: Ratio | None = None


@dataclass(frozen=True)
class Reference:
    """Conditions to which results are brought so that they can be compared over years."""

    t_in: Kelvin
    v: M3PerSecond
    q: Watt


@dataclass(frozen=True)
class Turbine:
    """What back pressure costs: the maker's curve, and the power at its reference pressure now.

    `power` is gross, at the throttle flow of today; `load` the share by which the curve's lines are
    told apart. `heat_rate` is fuel heat over gross power there, on the basis of the fuel's price.
    With `m_ex` and `dryness` of the exhaust the curve is checked against what steam can give.
    """

    curve: ResponseCurve
    power: Watt
    load: Ratio
    heat_rate: HeatRate | None = None
    m_ex: KgPerSecond | None = None
    dryness: Ratio | None = None
    eta_generator: Ratio = "0.985"


@dataclass(frozen=True)
class Prices:
    """What a loss is counted by. One thing stays as it was, never both.

    "constant heat input": power is lost and bought elsewhere (`power`, and `grid` for the CO2 that
    is displaced). "constant output": fuel is fired for it (`fuel`, `co2`, and the fuel's `factor`).
    """

    basis: Literal["constant heat input", "constant output"] = "constant heat input"
    power: MoneyPerJoule | None = None
    grid: KgPerJoule | None = None
    fuel: MoneyPerJoule | None = None
    factor: KgPerJoule | None = None
    co2: MoneyPerKg | None = None


@dataclass(frozen=True)
class PerformanceCase:
    """One steady state of one condenser (or one zone). `p` is absolute, at the tube nest.

    `p_gross` lets duty and flow be checked for a wrong unit, `p_floor` is the pressure that the
    vacuum pumps hold at the air they draw, `r_air` what air adds to the resistance where known.
    """

    p: Pascal
    tubes: Tubes
    water: Water
    steam: Steam | None = None
    reference: Reference | None = None
    barometer: Pascal | None = None
    p_gross: Watt | None = None
    p_floor: Pascal | None = None
    r_air: M2KelvinPerWatt | None = None
    r_f_design: M2KelvinPerWatt | None = None
    sigma_p: PascalDiff | None = None
    sigma_clean: Ratio | None = None
    hei: Hei | None = None
    balance: Literal["refuse", "flag"] = "refuse"


@dataclass(frozen=True)
class Shares:
    """Share of each input in the variance of R_f (of U, without a clean coefficient)."""

    p: Ratio
    t_in: Ratio
    t_out: Ratio | None
    flow: Ratio | None
    steam: Ratio | None
    clean: Ratio | None


@dataclass(frozen=True)
class Performance:
    """What the measured state says; `*_sigma` are standard uncertainties.

    `p_target` is the pressure of the clean condenser under today's water, flow and load, `p_norm`
    that of today's condenser under the reference conditions. `z_*` are the adjustments that close
    the balance, in standard uncertainties of their tag.
    """

    q_water: Watt | None
    q_steam: Watt | None
    q: Watt
    imbalance: Ratio | None
    z: Ratio | None
    z_flow: Ratio | None
    z_t_in: Ratio | None
    z_t_out: Ratio | None
    z_steam: Ratio | None
    z_meters: Ratio | None
    m_water: KgPerSecond
    v_water: M3PerSecond
    t_in: Kelvin
    t_out: Kelvin
    rise: KelvinDiff
    t_s: Kelvin
    ttd: KelvinDiff
    itd: KelvinDiff
    dca: KelvinDiff | None
    lmtd: KelvinDiff
    c: WattPerKelvin
    ntu: Ratio
    effectiveness: Ratio
    area: SquareMetre
    flux: WattPerM2
    u: WattPerM2Kelvin
    u_sigma: WattPerM2Kelvin
    velocity: MetrePerSecond
    f_b: Ratio | None
    h_inside: WattPerM2Kelvin | None
    h_steam: WattPerM2Kelvin | None
    r_wall: M2KelvinPerWatt | None
    u_clean: WattPerM2Kelvin | None
    cf_ptc: Ratio | None
    r_f: M2KelvinPerWatt | None
    r_f_sigma: M2KelvinPerWatt | None
    r_f_ratio: Ratio | None
    p_target: Pascal | None
    p_over_target: PascalDiff | None
    ttd_target: KelvinDiff | None
    u_clean_ref: WattPerM2Kelvin | None
    cf_ref: Ratio | None
    p_norm: Pascal | None
    shares: Shares | None
    u_clean_hei: WattPerM2Kelvin | None = None
    cf_hei: Ratio | None = None
    hei_edition: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExpectedCase:
    """Any condition of a condenser: its water, duty, fouling, plugging and air."""

    tubes: Tubes
    t_in: Kelvin
    v: M3PerSecond
    q: Watt
    r_f: M2KelvinPerWatt | None = None
    r_air: M2KelvinPerWatt | None = None
    p_floor: Pascal | None = None
    pressure: Pascal | None = None
    salinity: Ratio | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class ExpectedPressure:
    """The pressure, and what it is made of; `limited_by` says whether heat or air sets it."""

    p: Pascal
    p_heat: Pascal
    t_s: Kelvin
    t_out: Kelvin
    ttd: KelvinDiff
    u: WattPerM2Kelvin
    u_clean: WattPerM2Kelvin
    ntu: Ratio
    c: WattPerKelvin
    area: SquareMetre
    velocity: MetrePerSecond
    h_inside: WattPerM2Kelvin
    h_steam: WattPerM2Kelvin
    limited_by: str
