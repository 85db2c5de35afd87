"""What people act on, as cases that audited analyses compute anew."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.history.causes import HourlySplit
from greenlang.agents.condenser.history.zone import ZoneHours
from greenlang.agents.condenser.method.decomposition import Conditions, DecompositionCase
from greenlang.agents.condenser.model import Plant, PowerUnit
from greenlang.agents.condenser.results import CondenserHistory, PlantHistory, States
from greenlang.library.series.arrays import Ints
from greenlang.library.series.daily import HOURS

DIGITS = 12
FIELDS = ("t_in", "v", "q", "r_f", "plugged", "r_air", "p_floor", "blocked", "p_floor_at_reference")


def latest(z: ZoneHours, states: States, hourly: HourlySplit) -> Mapping[str, float]:
    """The last day with valid hours: medians of what the split took, SI; {} where there is none."""
    good = np.flatnonzero(z.valid.reshape(-1, HOURS).sum(axis=1) >= 6)
    if good.size == 0:
        return {}
    day = int(good[-1])
    at = np.arange(HOURS * day, HOURS * (day + 1))
    at = at[z.valid[at]]
    actual = hourly.case.actual
    found = {
        name: float(np.nanmedian(np.asarray(value)[at]))
        for name in FIELDS
        if (value := getattr(actual, name)) is not None
    }
    found["p"] = float(np.nanmedian(np.asarray(hourly.case.p)[at]))
    found["t_out"] = found["t_in"] + float(np.nanmedian((z.whole.q / z.whole.c)[at]))
    found["power"] = float(np.nanmedian(z.rows.power.x[at]))
    found["day"] = float(z.rows.days[day])
    found["bias"] = float(np.nan_to_num(states.bias[day]))
    found |= _now(z, hourly, at)
    return {name: value for name, value in found.items() if np.isfinite(value)}


def _now(z: ZoneHours, hourly: HourlySplit, at: Ints) -> dict[str, float]:
    """The last hours of a day with one and the same machines running, each name after "now ".

    Speed of every pump and fan (0: stands), vacuum pumps, and medians of what they came to.
    """
    rows, actual = z.rows, hourly.case.actual
    machines = np.column_stack([rows.combination, rows.vacuum, rows.fans])[at]
    at = at[np.all((machines == machines[-1]) | np.isnan(machines), axis=1)]
    found = _machines(z, int(at[-1]))
    columns = {
        "t_in": actual.t_in, "v": actual.v, "q": actual.q, "p": hourly.case.p,
        "power": rows.power.x, "t_wet_bulb": rows.wet_bulb.x,
    }  # fmt: skip
    with np.errstate(all="ignore"):
        found |= {name: float(np.median(np.asarray(x)[at])) for name, x in columns.items()}
    return {f"now {name}": value for name, value in found.items()}


def _machines(z: ZoneHours, row: int) -> dict[str, float]:
    rows, unit = z.rows, z.unit
    found = {"vacuum_pumps": float(rows.vacuum[row])}
    if unit.tower is not None:
        cells = zip(unit.tower.cells, rows.fans[row], strict=True)
        found |= {f"fan {name}": float(speed) for name, speed in cells}
    if unit.pumps is not None and np.isfinite(rows.pumps[row]):
        told = rows.combinations[int(rows.combination[row])].split(" + ")
        parts = [part.split(" at ") for part in told]
        on = {name: float(share[0].split()[0]) / 100 if share else 1.0 for name, *share in parts}
        found |= {f"pump {pump.name}": on.get(pump.name, 0.0) for pump in unit.pumps.units}
    return found


def cases(
    plant: Plant, history: PlantHistory, decision: Any = None
) -> Mapping[str, tuple[str, Any]]:
    """Condenser -> the split of its last valid day; `decision` adds its own."""
    found: dict[str, tuple[str, Any]] = {}
    for one in history.condensers:
        if one.latest:
            unit = plant.unit(one.unit)
            found[f"{one.asset}_causes"] = ("decomposition", _split(unit, one))
    kept = getattr(decision, "cases", None)
    return {**found, **(kept() if callable(kept) else {})}


def _split(unit: PowerUnit, of: CondenserHistory) -> DecompositionCase:
    """The last day's split; money and power are those of the history."""
    day, at = int(of.latest["day"]), of.reference
    reference = Conditions(
        _number(at["t_in"]), _number(at["v"]), _number(at["q"]), r_f=Decimal(0),
        plugged=Decimal(0), r_air=Decimal(0),
        blocked=Decimal(0) if "blocked" in of.latest else None,
    )  # fmt: skip
    actual = Conditions(**{name: _number(of.latest[name]) for name in FIELDS if name in of.latest})
    del day
    return DecompositionCase(_tubes(unit, of), reference, actual, p=_number(of.latest["p"]))


def _tubes(unit: PowerUnit, of: CondenserHistory) -> Tubes:
    t = unit.bundle.tubes
    share = sum(unit.bundle.share[box] for box in of.boxes)
    return Tubes(
        round(t.count * share), _number(t.d_o), _number(t.wall), _number(t.length),
        _number(t.k_wall), t.passes, f_b=_number(of.clean.f_b), f_t=_number(of.clean.f_t),
    )  # fmt: skip


def _number(x: Any) -> Decimal:
    """A float as the decimal of its first digits: what is audited is what is shown."""
    return Decimal(f"{float(x):.{DIGITS}g}")
