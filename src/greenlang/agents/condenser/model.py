"""The plant as the condenser agent sees it: units, their cold ends, prices, methods, log.

`plant` fills these from the plant file; everything is coherent SI, pressures are absolute, dates
are days since 1970, hours of a log entry are seconds since 1970 in the plant's own time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from greenlang.agents.condenser.cases import Reference, Tubes
from greenlang.core.errors import NotFound, near
from greenlang.library.alerts import Setting
from greenlang.library.economics import Series
from greenlang.library.flow.pumps import PumpTable
from greenlang.library.turbine.response import ResponseCurve

Basis = Literal["constant_heat_input", "constant_output"]
System = Literal["once_through", "tower", "pond", "mixed"]
Deposit = Literal["soft", "scale", "slime", "debris"]
What = Literal["cleaning", "backwash", "plugging", "repair", "calibration", "inspection"]


@dataclass(frozen=True)
class Tag:
    """A measured point: historian name, unit as stored, standard uncertainty in SI.

    `sigma` is a share of the value when `relative`; `assumed`: a class default, not the user's.
    `standard`: the temperature of a standard volume of air.
    """

    tag: str
    unit: str
    sigma: float
    relative: bool = False
    assumed: bool = True
    standard: str = ""


@dataclass(frozen=True)
class Zone:
    """One steam pressure and its waterboxes, in the order of the file."""

    name: str
    boxes: tuple[str, ...]


@dataclass(frozen=True)
class Bundle:
    """The tubes of the whole condenser, their shares by waterbox, plugged tubes dated by box."""

    tubes: Tubes
    share: Mapping[str, float]
    plugged: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    material: str = ""

    def plugged_at(self, box: str, day: int) -> int:
        """Tubes of a waterbox that are plugged on a day."""
        known = [count for start, count in self.plugged.get(box, ()) if start <= day]
        return known[-1] if known else 0

    def of(self, box: str) -> Tubes:
        """The tubes of one waterbox, none of them plugged."""
        count = round(self.tubes.count * self.share[box])
        return replace(self.tubes, count=count, plugged=None)


@dataclass(frozen=True)
class WaterLimits:
    """Permits and the range of velocities that the tubes allow; None: not checked."""

    t_out: float | None = None
    rise: float | None = None
    v_min: float | None = None
    v_max: float | None = None


@dataclass(frozen=True)
class CoolingWater:
    """Where the water comes from; salinity in kg/kg, `k` what the waterboxes add in heads."""

    system: System = "once_through"
    salinity: float = 0.0
    limits: WaterLimits = WaterLimits()
    k: float | None = None
    pressure: float | None = None


@dataclass(frozen=True)
class PumpUnit:
    """One cooling-water pump; `speed` is its range where it has a drive, (1, 1) where not."""

    name: str
    speed: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True)
class CwPumps:
    """Cooling-water pumps of one curve, and the system that they work against."""

    units: tuple[PumpUnit, ...]
    curve: PumpTable | None = None
    static_head: float | None = None
    system_v: float | None = None
    system_head: float | None = None
    eta_motor: float = 0.96


@dataclass(frozen=True)
class VacuumPoint:
    """One point of a vacuum pump's curve: suction volume (rings) or air (ejectors) at p."""

    p: float
    v: float | None = None  # m3/s
    air: float | None = None  # kg/s


@dataclass(frozen=True)
class Vacuum:
    """Vacuum pumps of one curve; `above`: how far their vent lies above the cooling water."""

    kind: Literal["liquid_ring", "ejector"]
    units: tuple[str, ...]
    curve: tuple[VacuumPoint, ...] = ()
    t_curve: float | None = None
    power: float | None = None
    above: float = 3.0


@dataclass(frozen=True)
class Fan:
    """Fan of one cell at full speed: power, dry air, and the speeds that it has."""

    power: float | None = None
    air: float | None = None
    speeds: tuple[float, ...] = (1.0,)


@dataclass(frozen=True)
class Tower:
    """Equal cells of one fill, Me = c (L/G)^-n; `recirculation`: rise of the inlet wet bulb."""

    cells: tuple[str, ...]
    fan: Fan = Fan()
    c: float | None = None
    n: float | None = None
    recirculation: float = 0.0


@dataclass(frozen=True)
class Turbine:
    """The maker's exhaust-pressure curve, and the pressures of alarm and trip."""

    curve: ResponseCurve | None = None
    alarm: float | None = None
    trip: float | None = None
    reheat: bool = True


@dataclass(frozen=True)
class CleanModel:
    """What is known of the clean condenser: bundle factor and factor on the film in the tubes."""

    f_b: float | None = None
    f_t: float | None = None


@dataclass(frozen=True)
class PowerUnit:
    """One unit with its condenser and cold end; what a plant does not have is None.

    `tags` maps role and item (a zone, waterbox, pump or cell; "" for the unit) to the tags of that
    point, the one to look at first in front. `clean` holds known-clean days of a waterbox.
    """

    name: str
    gross: float
    zones: tuple[Zone, ...]
    bundle: Bundle
    reference: Reference | None = None
    basis: Basis = "constant_heat_input"
    heat_rate: float | None = None  # J of fuel per J of gross power
    volume: float | None = None
    r_f_design: float | None = None
    clean: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    model: CleanModel = CleanModel()
    water: CoolingWater = CoolingWater()
    pumps: CwPumps | None = None
    vacuum: Vacuum | None = None
    tower: Tower | None = None
    turbine: Turbine = Turbine()
    air_limit: float | None = None
    p_max: float = 35_000.0
    oxygen_limit: float | None = None
    tags: Mapping[tuple[str, str], tuple[Tag, ...]] = field(default_factory=dict)

    @property
    def boxes(self) -> tuple[str, ...]:
        """Names of the waterboxes, zone by zone."""
        return tuple(box for zone in self.zones for box in zone.boxes)

    def tagged(self, role: str, item: str = "") -> tuple[Tag, ...]:
        """Tags of a point; () where it is not measured."""
        return self.tags.get((role, item), ())


@dataclass(frozen=True)
class Prices:
    """SI prices: power and fuel money/J, CO2 money/kg, water money/m3.

    `co2_factor` is kg CO2 per J of fuel, `power_factor` that of power that replaces what is lost.
    """

    power: Series | None = None
    fuel: Series | None = None
    co2: Series | None = None
    water: Series | None = None
    co2_factor: Series | None = None
    power_factor: Series | None = None


@dataclass(frozen=True)
class CleaningMethod:
    """A way to clean: what it removes, the share of it, money and seconds.

    `online`: the condenser stays whole; `half_box`: one box out, the unit runs on; else an outage.
    `wear`: share of the wall that it takes; `effect_of` says where the effect comes from.
    """

    name: str
    cost: float
    duration: float
    effect: float
    effect_sigma: float = 0.1
    removes: tuple[str, ...] = ("soft",)
    online: bool = False
    half_box: bool = False
    outage: bool = False
    derate: float | None = None  # share of the power while it lasts
    wear: float = 0.0
    needs: tuple[str, ...] = ("crew",)
    waste: str = ""
    effect_of: str = "plant file"


@dataclass(frozen=True)
class PlanSettings:
    """The horizon of the cleaning plan; spans of days include both ends."""

    start: int
    weeks: int = 52
    crews: int = 1
    outages: tuple[tuple[int, int], ...] = ()
    closed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class LogEntry:
    """A line of the log: what was done to a unit, or to one of its waterboxes ("": all)."""

    asset: str
    box: str
    what: What
    start: int
    end: int
    method: str = ""
    remark: str = ""
    from_second: float | None = None  # where the log gives hours
    to_second: float | None = None


@dataclass(frozen=True)
class Plant:
    """Everything that the plant file says."""

    name: str
    currency: str
    timezone: str
    barometer: float | None
    ambient: float
    units: tuple[PowerUnit, ...]
    prices: Prices = Prices()
    methods: tuple[CleaningMethod, ...] = ()
    plan: PlanSettings | None = None
    log: tuple[LogEntry, ...] = ()
    strays: tuple[LogEntry, ...] = ()  # of the log, for units that the plant file does not have
    rules: tuple[Setting, ...] = ()
    warnings: tuple[str, ...] = ()  # what was assumed while reading

    def unit(self, name: str) -> PowerUnit:
        """The unit of that name; NotFound suggests the near one."""
        known = {unit.name: unit for unit in self.units}
        if name not in known:
            raise NotFound(f"{self.name} has no unit {name!r}{near(name, known)}")
        return known[name]
