"""One condenser from its tags to all that is known of it (spec 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from greenlang.agents.condenser.history import audits, doubts, gauges, signals, sums, tables
from greenlang.agents.condenser.history.causes import HourlySplit, hourly_split
from greenlang.agents.condenser.history.days import by_day, by_hour
from greenlang.agents.condenser.history.drifting import judged
from greenlang.agents.condenser.history.estimate import Estimate, estimate
from greenlang.agents.condenser.history.inlet import inlet_parts
from greenlang.agents.condenser.history.instruments import instruments
from greenlang.agents.condenser.history.measured import Measured
from greenlang.agents.condenser.history.outlook import forecasts
from greenlang.agents.condenser.history.rows import rows
from greenlang.agents.condenser.history.savings import ABOVE, savings, worth_of
from greenlang.agents.condenser.history.states import Marks, gauge
from greenlang.agents.condenser.history.zone import ZoneHours, zone_hours
from greenlang.agents.condenser.model import Plant, PowerUnit, Zone
from greenlang.agents.condenser.plant.unit import NOT_SEEN
from greenlang.agents.condenser.results import Band, CondenserHistory, Event, States
from greenlang.core.errors import InsufficientData
from greenlang.core.quality import counts

P10 = 1.2815515655446004  # sigma of the 10th percentile of a normal law
RATIOS = (1.5, 2.0, 3.0)  # R_f over design, to which the forecast counts


@dataclass(frozen=True)
class Analysed:
    """A zone's hours with its signals and what they tell."""

    z: ZoneHours
    days: signals.Signals
    estimate: Estimate
    states: States
    events: tuple[Event, ...]


def named(unit: PowerUnit, zone: Zone) -> str:
    """What a condenser is called: its unit, and its zone where there are several."""
    return unit.name if len(unit.zones) == 1 else f"{unit.name} {zone.name}"


def condenser_history(
    plant: Plant, unit: PowerUnit, zone: Zone, measured: Measured
) -> CondenserHistory:
    """All of one steam pressure. Errors: ImpossibleState, InsufficientData."""
    if len(unit.zones) > 1:
        raise InsufficientData(
            f"{unit.name} has {len(unit.zones)} pressures in series: a history takes one a unit so "
            "far; the analysis `zones` takes single states"
        )
    a = analysed(plant, unit, zone, measured)
    split = hourly_split(plant, a.z, a.states, a.events)
    return _told(plant, a, split)


def analysed(plant: Plant, unit: PowerUnit, zone: Zone, measured: Measured) -> Analysed:
    """States and events of a zone: first what its gauge reads, then all by the clean condenser."""
    log = tuple(entry for entry in plant.log if entry.asset == unit.name)
    placed = rows(unit, zone, measured)
    first = zone_hours(unit, placed, log, plant.methods)
    seen = by_day(first, by_hour(first))
    marks = replace(Marks.none(*seen.r.x.shape), gauge=gauges.stepped(seen))
    reads = gauge(seen, marks)
    z = zone_hours(unit, placed, log, plant.methods, reads.bias)
    hours = by_hour(z)
    days = by_day(z, hours)
    found = estimate(
        (unit.name, zone.name),
        days,
        hours,
        log,
        common=doubts.common(z),
        at=z.at_bias,
        first=reads,
    )
    tracked = found.tracked
    states = States(
        tracked.r_f, tracked.r_f_sigma, tracked.rate, tracked.rate_sigma, tracked.r_air,
        tracked.r_air_sigma, tracked.gauge.bias, tracked.gauge.bias_sigma, found.kappa,
        found.kappa_sigma,
    )  # fmt: skip
    # Where the duty itself tells which instrument drifts, that is what counts.
    known = {"t_out", "v"} if judged(z.rows) else set()
    told = tuple(_with_tag(unit, one) for one in found.events if one.tag not in known)
    return Analysed(z, days, found, states, (*told, *instruments(z)))


def _with_tag(unit: PowerUnit, of: Event) -> Event:
    """An event of a gauge with the name that the historian has for it."""
    if of.tag is None:
        return of
    role = "p" if of.tag == "p_c" else of.tag
    tags = unit.tagged(role, of.box or of.zone) or unit.tagged(role, of.zone) or unit.tagged(role)
    return replace(of, tag_name=tags[0].tag if tags else None)


def _told(plant: Plant, a: Analysed, hourly: HourlySplit) -> CondenserHistory:
    z, unit = a.z, a.z.unit
    sigmas = doubts.of_causes(a.z, hourly, a.states)
    split = sums.by_day(hourly, z.rows.days, inlet_parts(plant, unit, z, hourly), unit.basis)
    daily = tables.daily(z, a.days, a.states, hourly)
    recoverable = doubts.recoverable(split, sigmas)
    limits = _limits(unit, z)
    return CondenserHistory(
        asset=named(unit, z.rows.zone),
        zone=z.rows.zone.name,
        boxes=z.rows.zone.boxes,
        daily=daily,
        states=a.states,
        clean=z.fit,
        split=split,
        months=sums.months(split, sigmas),
        totals=sums.totals(split, sigmas),
        events=a.events,
        cleanings=a.estimate.cleanings,
        savings=savings(
            unit.name,
            a.days,
            a.estimate,
            worth_of(split),
            above=unit.vacuum.above if unit.vacuum else ABOVE,
        ),
        forecasts=forecasts(unit.name, a.days, a.estimate, limits),
        r_f_now={box: _now(a.states, b) for b, box in enumerate(z.rows.zone.boxes)},
        recoverable_per_day=recoverable,
        power_per_day=doubts.power_now(split, sigmas),
        reference=_reference(unit, split.p_reference),
        latest=audits.latest(z, a.states, hourly),
        counts=counts(z.code),
        flows=z.balance.flows,
        not_seen=_not_seen(unit),
        warnings=(*z.warnings, *doubts.warnings(z)),
        more=tables.more(z, hourly),
        of_events=sums.of_events(split, [(one.start, one.end) for one in a.events], sigmas),
    )


def _limits(unit: PowerUnit, z: ZoneHours) -> Mapping[str, Mapping[str, float]]:
    if unit.r_f_design is None:
        return {}
    known = {f"{ratio:g} x design": ratio * unit.r_f_design for ratio in RATIOS}
    return dict.fromkeys(z.rows.zone.boxes, known)


def _now(of: States, b: int) -> Band:
    level, sigma = of.r_f[-1, b], P10 * of.r_f_sigma[-1, b]
    return Band(float(level - sigma), float(level), float(level + sigma))


def _reference(unit: PowerUnit, p: float) -> dict[str, float]:
    if unit.reference is None:
        return {"p": p}
    at = unit.reference
    return {"p": p, "t_in": float(at.t_in), "v": float(at.v), "q": float(at.q)}


def _not_seen(unit: PowerUnit) -> tuple[str, ...]:
    known = {role for role, _ in unit.tags}
    return tuple(f"{role}: {what}" for role, what in NOT_SEEN.items() if role not in known)
