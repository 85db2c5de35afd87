"""Which column of a history is time, tag, value, quality; wide or long."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from greenlang.core.errors import InputError, near
from greenlang.services.files.history.numbers import BAD_TEXTS
from greenlang.services.files.history.shapes import is_clock, is_stamp

_TIME = (
    *("time", "timestamp", "datetime", "date", "date time", "date/time", "time stamp", "ts", "t"),
    *("zeit", "zeitstempel", "datum", "datum/zeit", "datum zeit", "uhrzeit", "time utc", "utc"),
    *("time local", "local time", "date & time", "sample time", "event time", "source time"),
    *("tijd", "fecha", "fecha hora", "horodatage", "data", "data/ora", "heure", "epoch"),
    *("timestamp utc", "utc time", "time index", "sourcetimestamp", "_time", "zeitpunkt"),
    "interval end",
)
_TAG = (
    *("tag", "tagname", "tag name", "tag id", "name", "point", "point name", "pi tag", "sensor"),
    *("sensor id", "variable", "item", "signal", "messstelle", "series", "parameter", "tagid"),
    *(
        "kks",
        "point id",
        "itemid",
        "item id",
        "nodeid",
        "node id",
        "metric",
        "channel",
        "browsename",
    ),
    *("bezeichnung", "mesure", "punto", "etiqueta", "repère", "history id", "path", "fullpath"),
)
_VALUE = (
    *("value", "val", "reading", "wert", "messwert", "valeur", "valor", "waarde", "ip_trend_value"),
    *("numeric value", "measurement", "avg", "average", "mean", "_value", "pv", "y", "doublevalue"),
    "float value",
)
_QUALITY = (
    *("quality", "status", "qual", "good", "is good", "q", "opc quality", "quality code", "state"),
    *("ip_trend_qstatus", "statuscode", "status code", "confidence", "valid", "isgood", "qualität"),
    *("questionable", "flag", "data quality", "statut", "calidad"),
)
_STATES = frozenset(
    ("", "true", "false", "on", "off", "open", "closed", "yes", "no", "run", "running", "stopped")
)
_IN_BRACKETS = re.compile(r"\s*[\[(][^\])]*[\])]\s*$")
_NUMBER = re.compile(r"[+-]?[\d.,\u00a0 '’]*\d[\d.,]*(?:[eE][+-]?\d+)?")
_SAID_ZONE = re.compile(r"(?i)(?:^|[^a-z])(?:utc|gmt)(?: ?([+-]\d{1,2}(?::?\d\d)?)|[^a-z]|$)")


@dataclass(frozen=True)
class Roles:
    """Columns by their place. Wide: `values` by tag; long: `tag`, `value`, perhaps `quality`."""

    layout: str
    time: tuple[int, ...]  # date and time of day may stand in two columns
    tag: int | None = None
    value: int | None = None
    quality: int | None = None
    values: Mapping[str, int] = field(default_factory=dict)
    qualities: Mapping[str, int] = field(default_factory=dict)  # wide: tag -> its status column
    zone: str | None = None  # that the name of the time column gives: 'UTC' or an offset

    @property
    def needed(self) -> tuple[int, ...]:
        """Every column that must be read."""
        single = [i for i in (self.tag, self.value, self.quality) if i is not None]
        return tuple(
            dict.fromkeys([*self.time, *single, *self.values.values(), *self.qualities.values()])
        )


@dataclass(frozen=True)
class Table:
    """Names and some cells of every column, as text."""

    source: str
    names: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]  # by column
    temporal: tuple[int, ...] = ()  # columns of a date or time type


def folded(name: str) -> str:
    """A name as it is compared: without case, underscores, and outer blanks."""
    return re.sub(r"[\s_]+", " ", name).strip().casefold()


def without_unit(name: str) -> str:
    """'TI101 [degC]' -> 'TI101'."""
    return _IN_BRACKETS.sub("", name).strip()


def unit_in(name: str) -> str | None:
    """'TI101 [degC]' -> 'degC'."""
    found = _IN_BRACKETS.search(name)
    return found[0].strip().strip("[]()").strip() or None if found else None


def is_number(text: str) -> bool:
    """True for what looks like a number in any locale."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_value(text: str) -> bool:
    """True for a number or a text that historians write instead of one."""
    return is_number(text) or text.strip().casefold() in BAD_TEXTS


def roles(
    table: Table,
    tags: Sequence[str] | None,
    layout: str | None,
    given: Mapping[str, str],
) -> Roles:
    """Find the columns; `given` names some of them (time, tag, value, quality).

    Raises InputError where no time column is found, or a given name does not exist.
    """
    if layout not in {None, "wide", "long"}:
        raise InputError(f"layout {layout!r} is not known; give 'wide' or 'long', or leave it out")
    fixed = {role: _named(table, role, name) for role, name in given.items()}
    time = _time(table, fixed.get("time"))
    said = _SAID_ZONE.search(" ".join(table.names[i] for i in time))
    zone = (said[1] or "UTC") if said else None
    tag, value, quality = _long(table, time, fixed)
    if layout is None:
        layout = _layout(table, tags, fixed, time, (tag, value, quality))
    if layout == "wide":
        return _wide(table, tags, time, zone)
    if tag is None or value is None:
        lacking = "tag" if tag is None else "value"
        raise InputError(
            f"{table.source} has no {lacking} column among {_listed(table.names)}; a long table"
            " needs time, tag and value: name them, or give layout 'wide'"
        )
    return Roles("long", time, tag, value, quality, zone=zone)


def _named(table: Table, role: str, name: str) -> int:
    if role not in {"time", "tag", "value", "quality"}:
        raise InputError(f"{role!r} is no role{near(role, ['time', 'tag', 'value', 'quality'])}")
    for i, other in enumerate(table.names):
        if other == name or folded(other) == folded(name):
            return i
    raise InputError(f"{table.source} has no {role} column {name!r}{near(name, table.names)}")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(n) for n in names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _share(cells: Collection[str], test: Callable[[str], bool]) -> float:
    filled = [c for c in cells if c.strip()]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _like(name: str, names: Collection[str]) -> bool:
    return folded(name) in names or folded(without_unit(name)) in names


def _time(table: Table, fixed: int | None) -> tuple[int, ...]:
    first = range(min(len(table.names), 12))
    named = [i for i, n in enumerate(table.names) if _like(n, _TIME)]
    dated = [i for i in first if i in table.temporal or _share(table.cells[i], is_stamp) > 0.5]
    if fixed is not None:
        return _with_clock(table, fixed)
    for i in [*(i for i in named if i in dated), *dated]:
        return _with_clock(table, i)
    for i in named:
        if _share(table.cells[i], is_number) > 0.5 and folded(table.names[i]) != "data":
            return (i,)
    clocks = [i for i in first if _share(table.cells[i], is_clock) > 0.5]
    if clocks:
        raise InputError(
            f"{table.source}: column {table.names[clocks[0]]!r} holds a time of day without a"
            " date; export full time stamps"
        )
    if named:
        return (named[0],)
    if _share(table.cells[0], is_number) > 0.5 and not _counts(table.cells[0]):
        return (0,)
    raise InputError(
        f"{table.source} has no time column among {_listed(table.names)}; name one"
        " (columns: time) or write its dates as 2024-01-15 13:10:00"
    )


def _counts(cells: Sequence[str]) -> bool:
    """True for numbers too small to be seconds or a spreadsheet's days."""
    numbers = [
        float(c.replace(",", ".")) for c in cells if re.fullmatch(r"\d+(?:[.,]\d+)?", c.strip())
    ]
    return not numbers or min(numbers) < 20000


def _with_clock(table: Table, date: int) -> tuple[int, ...]:
    """The date column, with the one beside it that holds the time of day."""
    if any(":" in cell for cell in table.cells[date]) or date in table.temporal:
        return (date,)
    for i in (date + 1, date - 1):
        if 0 <= i < len(table.names) and _share(table.cells[i], is_clock) > 0.9:
            return (date, i)
    return (date,)


def _long(
    table: Table, time: tuple[int, ...], fixed: Mapping[str, int]
) -> tuple[int | None, int | None, int | None]:
    rest = [
        i for i in range(min(len(table.names), 64)) if i not in time and i not in fixed.values()
    ]
    tag, value, quality = (fixed.get(role) for role in ("tag", "value", "quality"))
    if quality is None:
        quality = next((i for i in rest if _like(table.names[i], _QUALITY)), None)
        rest = [i for i in rest if i != quality]
    numeric = [i for i in rest if _share(table.cells[i], is_value) > 0.5]
    words = [i for i in rest if i not in numeric and any(c.strip() for c in table.cells[i])]
    if tag is None:
        named = [i for i in rest if _like(table.names[i], _TAG)]
        tag = next((i for i in named if i in words), next(iter([*named, *words]), None))
    if value is None:
        left = [i for i in rest if i != tag]
        named = [i for i in left if _like(table.names[i], _VALUE)]
        value = next(iter([*named, *(i for i in numeric if i != tag)]), None)
    return tag, value, quality


def _layout(
    table: Table,
    tags: Sequence[str] | None,
    fixed: Mapping[str, int],
    time: tuple[int, ...],
    found: tuple[int | None, int | None, int | None],
) -> str:
    """Wanted tags decide: names of columns, or cells of the tag column; else names and content."""
    tag, value, quality = found
    if "tag" in fixed or "value" in fixed:
        return "long"
    if tag is None or value is None:
        return "wide"
    if tags is not None:
        heads = {folded(without_unit(n)) for n in table.names}
        inside = {folded(c) for c in table.cells[tag]}
        wanted = {folded(without_unit(t)) for t in tags}
        if wanted & heads or wanted & inside:
            return "wide" if len(wanted & heads) >= len(wanted & inside) else "long"
    if _like(table.names[tag], _TAG) and _like(table.names[value], _VALUE):
        return "long"
    if len(table.names) > 6 or all(c.strip().casefold() in _STATES for c in table.cells[tag]):
        return "wide"
    rest = [c for i, c in enumerate(table.cells) if i not in {*time, tag, value, quality}]
    numbers = any(_share(c, is_number) > 0.5 for c in rest)
    return "wide" if numbers or _share(table.cells[tag], is_value) >= 0.2 else "long"


def _wide(
    table: Table, tags: Sequence[str] | None, time: tuple[int, ...], zone: str | None
) -> Roles:
    _refuse_pairs(table, time)
    if tags is None:
        named = [(n, i) for i, n in enumerate(table.names) if i not in time and n]
        _unique(table.source, [n for n, _ in named])
        return Roles("wide", time, values=dict(named), zone=zone)
    exact: dict[str, list[int]] = {}
    near_: dict[str, list[int]] = {}
    for i, name in enumerate(table.names):
        if i not in time:
            exact.setdefault(name, []).append(i)
            for key in {folded(name), folded(without_unit(name))}:
                near_.setdefault(key, []).append(i)
    values: dict[str, int] = {}
    for tag in dict.fromkeys(tags):
        places = (
            exact.get(tag) or near_.get(folded(tag)) or near_.get(folded(without_unit(tag))) or []
        )
        if len(places) > 1:
            raise InputError(
                f"{table.source} has {len(places)} columns {tag!r}; rename or remove all but one"
            )
        if places:
            values[tag] = places[0]
    return Roles("wide", time, values=values, qualities=_status(table, values), zone=zone)


def _refuse_pairs(table: Table, time: tuple[int, ...]) -> None:
    """Refuse a column of stamps for every tag: the first is not the time of the others."""
    first = range(min(len(table.names), 24))
    dated = [i for i in first if i not in time and _share(table.cells[i][:20], is_stamp) > 0.5]
    if 3 * (len(dated) + 1) >= len(first) and dated and len(first) > 3:
        raise InputError(
            f"{table.source} has several columns of time stamps, {table.names[time[0]]!r} and"
            f" {table.names[dated[0]]!r}; export one time for all tags, or rows of time, tag, value"
        )


def _unique(source: str, names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise InputError(f"{source} has several columns {twice!r}; rename or remove all but one")


def _status(table: Table, values: Mapping[str, int]) -> dict[str, int]:
    """Status columns beside wanted ones, such as 'TI101.status' or 'TI101 quality'."""
    places = {folded(n): i for i, n in enumerate(table.names)}
    out = {}
    for tag, i in values.items():
        for joint in " .":
            for word in ("quality", "status", "qual", "good"):
                place = places.get(folded(table.names[i]) + joint + word)
                if place is not None and place != i:
                    out[tag] = place
    return out
