"""What cannot be, or hardly can, in a plant's readings: said before anything runs."""

from collections.abc import Iterator, Mapping

from greenlang.agents.agent import Finding, Spread
from greenlang.agents.exchanger.model import Exchanger, Petroleum, Plant, PropertyTable, Tag
from greenlang.agents.exchanger.plant.equipment import like
from greenlang.core import quantities

FEW = 0.5
RANGES = {
    "t_": (200.0, 1100.0),
    "m_": (0.0, 1e5),
    "dp_": (-1e4, 2e7),
    "bypass": (-0.05, 1.05),
    "fan": (-0.05, 1.5),
}
LIKELY = {
    3.6: "t/h read as kg/s",
    60.0: "per minute read as per hour",
    1000.0: "kg read as t",
    2.2046: "lb read as kg",
    4.4029: "gpm read as m3/h",
    24.0: "per day read as per hour",
}


def implausible(plant: Plant, spreads: Mapping[str, Spread]) -> Iterator[Finding]:
    """Readings outside what a tag can measure, crossed temperatures, duties far apart."""
    for asset in plant.assets:
        values = dict(_si(plant, asset, spreads))
        for role, spread in values.items():
            yield from _tag(asset, role, asset.tags[role], spread)
        yield from _crossed(asset, values)
        yield from _duties(plant, asset, values)
        if not any(role in asset.tags for role in ("bypass", "dp_tube", "dp_shell")):
            yield Finding(
                "note", asset.name,
                "no pressure drop nor valve tag: a bypass cannot be told from fouling",
            )  # fmt: skip
        if not asset.clean:
            yield Finding(
                "note", asset.name,
                "no known-clean time: R_f is relative to the cleanest time in the data",
            )  # fmt: skip


def _si(
    plant: Plant, asset: Exchanger, spreads: Mapping[str, Spread]
) -> Iterator[tuple[str, Spread]]:
    for role, tag in asset.tags.items():
        if tag.full is not None or (raw := spreads.get(tag.tag)) is None:
            continue
        scale = quantities.scale(tag.unit, like(role, tag.unit), plant.barometer)
        low, median, high = (
            scale.slope * x + scale.offset for x in (raw.low, raw.median, raw.high)
        )
        yield role, Spread(low, median, high, raw.good)


def _tag(asset: Exchanger, role: str, tag: Tag, spread: Spread) -> Iterator[Finding]:
    where = f"{asset.name}.{role} ({tag.tag})"
    low, high = next(limits for start, limits in RANGES.items() if role.startswith(start))
    if not low <= spread.median <= high:
        yield Finding(
            "error", where,
            f"median {spread.median:.5g} (SI) from the unit {tag.unit!r} cannot be: "
            f"it lies outside {low:g} to {high:g}; is the unit right?",
        )  # fmt: skip
    if spread.low == spread.high and role not in {"bypass", "fan"}:
        yield Finding(
            "warning", where, f"98 % of the readings are {spread.median:.6g}: is it live?"
        )
    if spread.good < FEW:
        yield Finding("warning", where, f"only {spread.good:.0%} of the readings are usable")
    if tag.assumed:
        yield Finding("note", where, "no sigma given: a class default is assumed")


def _crossed(asset: Exchanger, values: Mapping[str, Spread]) -> Iterator[Finding]:
    pairs = (
        ("t_hot_in", "t_hot_out", "the hot side is heated"),
        ("t_cold_out", "t_cold_in", "the cold side is cooled"),
        ("t_hot_in", "t_cold_out", "the cold side leaves hotter than the hot side enters"),
        ("t_hot_out", "t_cold_in", "the hot side leaves colder than the cold side enters"),
    )
    for warm, cool, meaning in pairs:
        if warm in values and cool in values and values[warm].median <= values[cool].median:
            yield Finding(
                "error", asset.name,
                f"{warm} {values[warm].median - 273.15:.1f} degC is not above {cool} "
                f"{values[cool].median - 273.15:.1f} degC: {meaning}; are two tags swapped?",
            )  # fmt: skip


def _duties(plant: Plant, asset: Exchanger, values: Mapping[str, Spread]) -> Iterator[Finding]:
    """Duties of both sides with rough heat capacities: a wrong unit shows as a known factor."""
    hot, cold = (_duty(plant, asset, side, values) for side in ("hot", "cold"))
    if not hot or not cold or hot <= 0 or cold <= 0:
        return
    ratio = max(hot, cold) / min(hot, cold)
    if ratio < 1.5:
        return
    factor = min(LIKELY, key=lambda known: abs(ratio / known - 1))
    guess = (
        f"; a factor of {factor:g} would be {LIKELY[factor]}" if 0.8 < ratio / factor < 1.25 else ""
    )
    yield Finding(
        "warning", asset.name,
        f"the hot side gives {hot / 1e6:.3g} MW, the cold side takes {cold / 1e6:.3g} MW: "
        f"{ratio:.2g} times apart{guess}",
    )  # fmt: skip


def _duty(plant: Plant, asset: Exchanger, side: str, values: Mapping[str, Spread]) -> float | None:
    warm, cool = (f"t_{side}_in", f"t_{side}_out") if side == "hot" else ("t_cold_out", "t_cold_in")
    flow = values.get(f"m_{side}")
    if flow is None or warm not in values or cool not in values:
        return None
    fluid = plant.fluids[asset.fluids["hot" if side == "hot" else "cold"]]
    oil = isinstance(fluid, Petroleum)
    volume = like(f"m_{side}", asset.tags[f"m_{side}"].unit).symbol == "m3/s"
    density = 141.5 / (131.5 + float(fluid.api)) * 999.0 if isinstance(fluid, Petroleum) else 1000.0
    cp = 2300.0 if oil else 2500.0 if isinstance(fluid, PropertyTable) else 4200.0
    m = flow.median * (density if volume else 1.0)
    return m * cp * (values[warm].median - values[cool].median)
