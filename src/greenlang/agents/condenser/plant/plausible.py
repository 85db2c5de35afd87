"""What cannot be, or hardly can, in a plant's readings: said before anything runs (spec 3.20)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from greenlang.agents.agent import Finding, Spread
from greenlang.agents.condenser.method import plausible as likely
from greenlang.agents.condenser.model import Plant, PowerUnit, Tag
from greenlang.agents.condenser.plant.tags import PASCAL, is_gauge, stored_as
from greenlang.core.errors import GreenlangError
from greenlang.core.quantities import scale

FEW = 0.5
RANGES = {
    "p": (600.0, 35_000.0),
    "t_in": (268.0, 325.0),
    "t_out": (270.0, 345.0),
    "t_hotwell": (275.0, 370.0),
    "t_vent": (270.0, 370.0),
    "t_hood": (275.0, 380.0),
    "v": (0.01, 500.0),
    "power": (1e5, 3e9),
    "q_steam": (1e6, 1e10),
    "barometer": (5e4, 1.1e5),
    "t_wet_bulb": (230.0, 310.0),
}
"""Role -> medians that can be, SI."""
RHO_CP = 4.18e6
OPEN = 1.35  # ratio of two duties beyond which a wrong unit is looked for
LOOSE = 0.78
STANDARD = 101_325.0


def implausible(plant: Plant, spreads: Mapping[str, Spread]) -> Iterator[Finding]:
    """Readings outside what a tag can measure, swapped temperatures, duties far apart."""
    for unit in plant.units:
        barometer = _barometer(plant, unit, spreads)
        values: dict[tuple[str, str], Spread] = {}
        for (role, item), several in unit.tags.items():
            for tag in several:
                si = _si(role, tag, spreads.get(tag.tag), barometer)
                if si is None:
                    continue
                values.setdefault((role, item), si)
                yield from _tag(f"{unit.name}.{role}{'.' if item else ''}{item}", role, tag, si)
        yield from _pressures(unit, values, barometer)
        yield from _swapped(unit, values)
        yield from _duties(unit, values)


def _barometer(plant: Plant, unit: PowerUnit, spreads: Mapping[str, Spread]) -> float:
    for tag in unit.tagged("barometer"):
        if (spread := spreads.get(tag.tag)) is not None:
            try:
                to_si = scale(tag.unit, PASCAL)
            except GreenlangError:
                continue
            return to_si.slope * spread.median + to_si.offset
    return STANDARD if plant.barometer is None else plant.barometer


def _si(role: str, tag: Tag, raw: Spread | None, barometer: float) -> Spread | None:
    like = stored_as(role, tag.unit)
    if raw is None or like is None:
        return None
    of_gauge = like is PASCAL and is_gauge(tag)
    to_si = scale(tag.unit, like, barometer if of_gauge else None)
    low, median, high = (to_si.slope * x + to_si.offset for x in (raw.low, raw.median, raw.high))
    return Spread(min(low, high), median, max(low, high), raw.good)


def _tag(where: str, role: str, tag: Tag, spread: Spread) -> Iterator[Finding]:
    where = f"{where} ({tag.tag})"
    limits = RANGES.get(role)
    if limits is not None and role != "p" and not limits[0] <= spread.median <= limits[1]:
        yield Finding(
            "error", where,
            f"median {spread.median:.5g} (SI) from the unit {tag.unit!r} cannot be: it lies outside"
            f" {limits[0]:g} to {limits[1]:g}; is the unit right?",
        )  # fmt: skip
    if spread.low == spread.high and role in RANGES:
        yield Finding(
            "warning", where, f"98 % of the readings are {spread.median:.6g}: is it live?"
        )
    if spread.good < FEW:
        yield Finding("warning", where, f"only {spread.good:.0%} of the readings are usable")


def _pressures(
    unit: PowerUnit, values: Mapping[tuple[str, str], Spread], barometer: float
) -> Iterator[Finding]:
    warm = [one.median for (role, _), one in values.items() if role == "t_out"]
    t_out = Decimal(repr(max(warm))) if warm else None
    site = Decimal(repr(barometer))
    for (role, item), one in values.items():
        if role != "p":
            continue
        where = f"{unit.name}.p{'.' if item else ''}{item}"
        p = Decimal(repr(one.median))
        hint = "" if t_out is None else likely.pressure_hint(p, t_out, site)
        if not RANGES["p"][0] <= one.median <= unit.p_max:
            yield Finding(
                "error", where,
                f"median {one.median / 100:.4g} mbar a: no condenser runs there; "
                f"{hint or 'is it absolute, gauge or a vacuum?'}",
            )  # fmt: skip


def _swapped(unit: PowerUnit, values: Mapping[tuple[str, str], Spread]) -> Iterator[Finding]:
    for (role, item), out in values.items():
        cold = values.get(("t_in", item)) or values.get(("t_in", ""))
        if role == "t_out" and cold is not None and out.median <= cold.median:
            yield Finding(
                "error", f"{unit.name}.t_out.{item}",
                f"the water enters at {cold.median - 273.15:.1f} degC and leaves at "
                f"{out.median - 273.15:.1f} degC: it is not heated; are two tags swapped?",
            )  # fmt: skip


def _duties(unit: PowerUnit, values: Mapping[tuple[str, str], Spread]) -> Iterator[Finding]:
    """Duty of the water against the steam's or the power: a wrong unit shows as a known factor."""
    duty = 0.0
    for box in unit.boxes:
        v, cold, warm = (
            values.get((role, box)) or values.get((role, "")) for role in ("v", "t_in", "t_out")
        )
        if v is None or cold is None or warm is None:
            return
        share = 1.0 if (("v", box) in values) else unit.bundle.share[box]
        duty += RHO_CP * v.median * share * (warm.median - cold.median)
    steam, power = values.get(("q_steam", "")), values.get(("power", ""))
    if duty <= 0 or (steam is None and power is None):
        return
    against, what = (steam, "the steam side") if steam is not None else (power, "gross power")
    if against is None or against.median <= 0:
        return
    ratio = duty / against.median
    span = (1 / OPEN, OPEN) if steam is not None else (likely.SMALL, likely.GREAT)
    if span[0] < ratio < span[1]:
        return
    # Medians are not of one hour: a known factor may be a fifth off.
    hint = likely.unit_hint(ratio, *((LOOSE, 1 / LOOSE) if steam is not None else span))
    yield Finding(
        "error" if hint else "warning", unit.name,
        f"the water would carry {duty / 1e6:.4g} MW, {ratio:.3g} times {what}"
        f"{'; ' + hint if hint else ': check flow, rise and duty'}",
    )  # fmt: skip
