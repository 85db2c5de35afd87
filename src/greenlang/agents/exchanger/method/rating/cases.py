"""What a rating and a prediction are given, and what they say, for every kind of exchanger.

Sides are named by their stream, hot and cold, so that the same shape serves shell and tubes, the
two gaps of a plate pack or air over fins; `place` says where a stream runs.
"""

from dataclasses import dataclass
from typing import Literal

from greenlang.agents.exchanger.cases import Arrangement, Performance, Stream
from greenlang.agents.exchanger.geometry import Geometry
from greenlang.agents.exchanger.method.rating.details import Details
from greenlang.core.units import (
    JoulePerKgKelvin,
    Kelvin,
    KelvinDiff,
    KgPerM2Second,
    KgPerM3,
    KgPerSecond,
    M2KelvinPerWatt,
    Metre,
    MetrePerSecond,
    Pascal,
    PascalDiff,
    PascalSecond,
    Ratio,
    SquareMetre,
    Watt,
    WattPerM2,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)

Method = Literal["bell_delaware", "kern"]
TubeFilm = Literal["gnielinski", "petukhov", "sieder_tate", "dittus_boelter"]


@dataclass(frozen=True)
class Fouling:
    """Fouling resistances: of each stream on the surface that it wets, and what is not told apart.

    `whole` refers to the outside area. With the conductivity of a deposit inside tubes (`k_hot`,
    `k_cold`) its thickness follows and what it does to the pressure drop.
    """

    hot: M2KelvinPerWatt | None = None
    cold: M2KelvinPerWatt | None = None
    whole: M2KelvinPerWatt | None = None
    k_hot: WattPerMetreKelvin | None = None
    k_cold: WattPerMetreKelvin | None = None


@dataclass(frozen=True)
class Measured:
    """Measured pressure drops, and how far the outlet leg's tap lies above that of the inlet."""

    dp_hot: PascalDiff | None = None
    dp_cold: PascalDiff | None = None
    rise_hot: Metre | None = None
    rise_cold: Metre | None = None


@dataclass(frozen=True)
class RatingCase:
    """A built exchanger in a measured or specified state.

    `inside` says which stream runs inside the tubes (in an air cooler: through the tubes; in a
    plate pack: on the side of fluid 2). `arrangement` follows from the geometry where it is not
    given. `fouling` is the allowance that the exchanger must bear; the measured one comes out.
    """

    hot: Stream
    cold: Stream
    geometry: Geometry
    inside: Literal["hot", "cold"] = "cold"
    method: Method = "bell_delaware"
    tube_film: TubeFilm = "gnielinski"
    arrangement: Arrangement | None = None
    fouling: Fouling = Fouling()
    measured: Measured = Measured()
    sigma_u_clean: WattPerM2Kelvin | None = None
    q_loss: Watt | None = None
    q_design: Watt | None = None
    balance: Literal["refuse", "flag"] = "refuse"


@dataclass(frozen=True)
class Resistance:
    """One resistance on the outside area, and its share in 1/U of the fouled exchanger."""

    name: str
    r: M2KelvinPerWatt
    share: Ratio


@dataclass(frozen=True)
class Part:
    """One part of a pressure drop, of all shells."""

    name: str
    dp: PascalDiff


@dataclass(frozen=True)
class Drop:
    """Pressure drop of a stream by part, clean; fouled where its deposit is known."""

    total: PascalDiff
    parts: tuple[Part, ...]
    fouled: PascalDiff | None = None
    measured: PascalDiff | None = None
    ratio: Ratio | None = None  # measured, less its column of liquid, over clean


@dataclass(frozen=True)
class Surface:
    """Flux on the outside area, bulk, surface that the stream wets, and film temperature."""

    flux: WattPerM2
    bulk: Kelvin
    surface: Kelvin
    film: Kelvin


@dataclass(frozen=True)
class Deposit:
    """What a fouling resistance means in a tube of this bore."""

    thickness: Metre
    bore: Metre


@dataclass(frozen=True)
class Properties:
    """A stream at its mean temperature; `mu_wall` at the clean wall."""

    t: Kelvin
    cp: JoulePerKgKelvin
    rho: KgPerM3
    mu: PascalSecond
    k: WattPerMetreKelvin
    mu_wall: PascalSecond | None


@dataclass(frozen=True)
class SideRating:
    """One stream: where it runs, its film on the surface that it wets, its drop and temperatures.

    The two ends are those of counterflow: the hot inlet faces the cold outlet.
    """

    place: str
    properties: Properties
    mass_velocity: KgPerM2Second
    velocity: MetrePerSecond
    re: Ratio
    pr: Ratio
    h: WattPerM2Kelvin
    drop: Drop
    shear: Pascal | None
    hot_end: Surface
    cold_end: Surface
    mean: Surface
    deposit: Deposit | None


@dataclass(frozen=True)
class Rating:
    """What the exchanger does against what it must do; areas and U are outside ones."""

    state: Performance
    u_clean: WattPerM2Kelvin
    u_service: WattPerM2Kelvin
    r_f_allowed: M2KelvinPerWatt | None
    area: SquareMetre
    area_required: SquareMetre
    overdesign: Ratio
    overdesign_clean: Ratio
    q_clean: Watt
    hot: SideRating
    cold: SideRating
    resistances: tuple[Resistance, ...]
    details: Details | None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """What an alternative changes; what is left out stays as in the case."""

    t_hot_in: Kelvin | None = None
    t_cold_in: Kelvin | None = None
    m_hot: KgPerSecond | None = None
    m_cold: KgPerSecond | None = None
    fouling: Fouling | None = None


@dataclass(frozen=True)
class WhatIfCase:
    """Inlets, flows and fouling of a built exchanger: its outlets are sought.

    The streams give inlet and flow. `base` is the operation with which the outcome is compared;
    what it leaves out is as in the case.
    """

    hot: Stream
    cold: Stream
    geometry: Geometry
    inside: Literal["hot", "cold"] = "cold"
    method: Method = "bell_delaware"
    tube_film: TubeFilm = "gnielinski"
    arrangement: Arrangement | None = None
    fouling: Fouling = Fouling()
    base: Operation | None = None
    q_loss: Watt | None = None


@dataclass(frozen=True)
class Outcome:
    """A predicted state."""

    q: Watt
    t_hot_out: Kelvin
    t_cold_out: Kelvin
    u_clean: WattPerM2Kelvin
    u: WattPerM2Kelvin
    ntu: Ratio
    effectiveness: Ratio
    dp_hot: PascalDiff
    dp_cold: PascalDiff
    re_hot: Ratio
    re_cold: Ratio
    t_wall_hot: Kelvin
    t_wall_cold: Kelvin


@dataclass(frozen=True)
class Change:
    """Outcome less base."""

    q: Watt
    t_hot_out: KelvinDiff
    t_cold_out: KelvinDiff
    u: WattPerM2Kelvin
    dp_hot: PascalDiff
    dp_cold: PascalDiff


@dataclass(frozen=True)
class WhatIf:
    """The predicted state, the base and what differs."""

    outcome: Outcome
    details: Details | None
    base: Outcome | None = None
    change: Change | None = None
    assumed: tuple[str, ...] = ()
