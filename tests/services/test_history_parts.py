"""Parts of the readers against independent answers: zones, shapes, numbers, whole dialects."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from greenlang.core.errors import InputError
from greenlang.core.quality import Quality
from greenlang.services.files.history.merge import groups, merged, order
from greenlang.services.files.history.numbers import BAD_TEXTS, Marks, cells, marks
from greenlang.services.files.history.quality import scheme
from greenlang.services.files.history.shapes import clean, given, shape
from greenlang.services.files.history.stamps import NAT, swapped
from greenlang.services.files.history.zones import clock, utc, zone
from greenlang.services.files.tags import readings

ZONES = ("Europe/Berlin", "America/Chicago", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
REPEATED = dict.fromkeys(ZONES, 0) | {  # half-hours of 2024 that a clock showed twice
    "Europe/Berlin": 4,
    "America/Chicago": 4,
    "Australia/Lord_Howe": 2,
}
YEAR_2024 = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())


def local(time: np.ndarray, name: str) -> np.ndarray:
    """What a clock on the wall shows, as seconds, by the standard library."""
    tz = ZoneInfo(name)
    shown = [datetime.fromtimestamp(int(t), tz=UTC).astimezone(tz) for t in time]
    return np.array([int(s.replace(tzinfo=UTC).timestamp()) for s in shown], dtype=np.int64)


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("falling", [False, True])
def test_a_year_of_local_stamps_comes_back(name: str, falling: bool) -> None:
    time = YEAR_2024 + 1800 * np.arange(366 * 48)
    time = time[::-1] if falling else time
    shown = local(time, name)
    found = utc(shown, clock(zone(name), int(shown.min()), int(shown.max())))
    np.testing.assert_array_equal(found.time, time)
    assert not found.absent.any()
    assert found.undecided == 0
    assert found.repeated == REPEATED[name]


@settings(max_examples=40, deadline=None)
@drawn(
    name=st.sampled_from(ZONES),
    day=st.integers(0, 365),
    step=st.sampled_from([60, 300, 600, 900]),
)
def test_a_day_of_local_stamps_comes_back(name: str, day: int, step: int) -> None:
    time = YEAR_2024 + 86400 * day + step * np.arange(30 * 3600 // step)
    shown = local(time, name)
    found = utc(shown, clock(zone(name), int(shown.min()), int(shown.max())))
    if shown[np.flatnonzero(np.diff(shown) < 0)].size or np.unique(shown).size == shown.size:
        inside = found.time == time
        # a day that begins or ends within the repeated hour shows one pass of it only
        assert inside.mean() > 0.95
        assert inside.all() or found.undecided


def test_the_hour_that_never_was_and_the_hour_twice() -> None:
    berlin = zone("Europe/Berlin")
    spring = int(datetime(2024, 3, 31, 1, 30, tzinfo=UTC).timestamp())
    shown = spring + 1800 * np.arange(6)  # 01:30 to 04:00: 02:00 and 02:30 never were
    found = utc(shown, clock(berlin, int(shown[0]), int(shown[-1])))
    np.testing.assert_array_equal(found.absent, [False, True, True, False, False, False])
    autumn = int(datetime(2024, 10, 27, 2, tzinfo=UTC).timestamp())
    pairs = np.repeat(autumn + 1200 * np.arange(3), 2)
    found = utc(pairs, clock(berlin, int(pairs[0]), int(pairs[-1])))
    np.testing.assert_array_equal(found.time[1::2] - found.time[::2], 3600)
    assert (found.repeated, found.undecided) == (6, 0)
    once = utc(pairs[::2], clock(berlin, int(pairs[0]), int(pairs[-1])))
    np.testing.assert_array_equal(once.time, pairs[::2] - 7200)
    assert (once.repeated, once.undecided) == (0, 3)


def test_zones_by_offset() -> None:
    at = np.array([YEAR_2024])
    for name, shift in {"+01:00": 3600, "UTC-6": -21600, "GMT+5:30": 19800, "UTC": 0}.items():
        found = utc(at, clock(zone(name), YEAR_2024, YEAR_2024))
        assert found.time[0] == YEAR_2024 - shift


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15.01.2024", "%1.%2.%Y"),
        ("1/5/24 1:10 p.m.", "%1/%2/%y %I:%M %p"),
        ("Mon, 15 Jan 2024 13:10:00 GMT", "%d %b %Y %H:%M:%S"),
        ("15-Mär-24", "%d-%b-%y"),
        ("2024-01-15T13:10:00,250Z", "%Y-%m-%dT%H:%M:%S%.f"),
        ("15.01.2024, 13:10", "%1.%2.%Y, %H:%M"),
        ("1705324200", "epoch_s"),
        ("45306.5", "excel"),
        ("20240115", "%Y%m%d"),
        ("20241315", None),
        ("24-01-15", None),
        ("12:30", None),
        ("TI101", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_shapes(text: str, expected: str | None) -> None:
    found = shape(clean(text))
    assert (found.format if found else None) == expected


def test_formats_as_people_write_them() -> None:
    assert given("dd.mm.yyyy HH:MM:SS").format == "%d.%m.%Y %H:%M:%S"
    assert given("mm/dd/yyyy hh:mm AM/PM").format == "%m/%d/%Y %I:%M %p"
    assert given("yyyy-MM-dd'T'HH:mm".replace("'", "")).format == "%Y-%m-%dT%H:%M"
    assert given("dd-mmm-yy HH:MM:SS.ffff").format == "%d-%b-%y %H:%M:%S%.f"
    assert given("%d %m").format == "%d %m"


@drawn(day=st.integers(1, 12), month=st.integers(1, 12), second=st.integers(0, 86399))
def test_day_and_month_exchanged(day: int, month: int, second: int) -> None:
    one, other = (
        int(datetime(2023, m, d, tzinfo=UTC).timestamp()) + second
        for m, d in ((month, day), (day, month))
    )
    assert swapped(np.array([one, NAT])).tolist() == [other, NAT]


@settings(max_examples=60, deadline=None)
@drawn(
    values=st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 4)), min_size=1, max_size=40),
    decimal=st.sampled_from(".,"),
    group=st.sampled_from(["", " ", "\u00a0", "'", "other"]),
)
def test_numbers_come_back_from_any_dress(values: list[float], decimal: str, group: str) -> None:
    other = "," if decimal == "." else "."
    mark = other if group == "other" else group
    table = str.maketrans({",": mark, ".": decimal})
    texts = [f"{v:,.4f}".translate(table) for v in values]
    found = marks(texts, delimiter=";")
    assert found is not None
    assert found.decimal == decimal
    read = cells(pl.Series(texts), found)
    np.testing.assert_array_equal(read.value, values)
    assert not read.code.any()


@drawn(text=st.text(max_size=12), decimal=st.sampled_from(".,"))
def test_any_text_is_a_number_or_a_flagged_nan(text: str, decimal: str) -> None:
    read = cells(pl.Series([text]), Marks(decimal))
    assert np.isfinite(read.value[0]) == (read.code[0] == Quality.GOOD)
    assert np.isnan(read.value[0]) or any(c.isdigit() for c in text)
    assert read.odd.size == read.label.len() == int(read.code[0] != 0)


def test_known_texts_are_no_numbers() -> None:
    read = cells(pl.Series(list(BAD_TEXTS)), Marks("."))
    np.testing.assert_array_equal(read.code, list(BAD_TEXTS.values()))


def test_marks_that_stay_open_are_asked_for() -> None:
    assert marks(["80,125", "0,5"], delimiter="\t") == Marks(",")
    assert marks(["80.125", "81.125"], delimiter=",") == Marks(".")
    assert marks(["80,125", "81,125"], delimiter=";") == Marks(",")
    assert marks(["80,125", "1500"], delimiter=";") == Marks(",")
    assert marks(["80", "Bad"], delimiter=";") is None
    assert marks(["80,125"], delimiter="\t", decimal=",") == Marks(",")
    for texts, delimiter in (
        (["80,125", "90"], ";"),  # 80 125 or 80.125?
        (["80.125", "90"], ";"),
        (["80,125"], "\t"),
        (["80,125", "80.125"], ";"),
        (["80,5", "80.5"], ";"),
    ):
        with pytest.raises(InputError, match="decimal"):
            marks(texts, delimiter=delimiter)


@settings(max_examples=60, deadline=None)
@drawn(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=30))
def test_merging_keeps_the_last_number_of_a_stamp(readings_: list[tuple[int, int]]) -> None:
    time = np.array([t for t, _ in readings_], dtype=np.int64)
    value = np.array([v or np.nan for _, v in readings_])
    code = np.where(np.isnan(value), Quality.MISSING, Quality.GOOD).astype(np.uint8)
    stood = order(time)
    index = np.arange(time.size) if stood.index is None else stood.index
    starts = groups(time[index])
    if starts is None:
        return
    found = merged(value[index], code[index], starts)
    for k, stamp in enumerate(np.unique(time)):
        here = [v for t, v in readings_ if t == stamp and v]
        assert found.value[k] == here[-1] if here else np.isnan(found.value[k])
        assert (found.code[k] == Quality.CONFLICT) == (len(set(here)) > 1)


def test_quality_schemes() -> None:
    assert scheme(["192", "0"], "quality") == "opc"
    assert scheme(["0", "2150891520"], "status") == "opc ua"
    assert scheme(["100", "50"], "confidence") == "percent"
    assert scheme(["0"], "quality") == "undecided"
    assert scheme(["Good", "I/O Timeout"], "status") == "words"


DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from([";", "\t", "|"]),
        "decimal": st.sampled_from(".,"),
        "stamp": st.sampled_from(
            ["%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d-%b-%y %H:%M:%S", "%Y/%m/%d %H:%M:%S"]
        ),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
        "newline": st.sampled_from(["\n", "\r\n"]),
        "layout": st.sampled_from(["wide", "long", "blocks"]),
        "quoted": st.booleans(),
        "block": st.sampled_from([0, 50, 1000]),
        "seed": st.integers(0, 10**6),
    }
)


@settings(max_examples=60, deadline=None)
@drawn(DIALECTS)
def test_a_history_comes_back_from_any_dialect(d: dict[str, object]) -> None:
    draw = np.random.default_rng(int(str(d["seed"])))
    time = YEAR_2024 + 15 * 86400 + np.cumsum(draw.integers(1, 5000, 30))
    value = np.round(draw.normal(50, 30, (30, 3)), 2)
    value[draw.random((30, 3)) < 0.1] = np.nan
    names = ["TI101.PV", "Kühler", "FI 7"]

    def cell(x: float) -> str:
        text = "Bad" if np.isnan(x) else f"{x:.2f}".replace(".", str(d["decimal"]))
        return f'"{text}"' if d["quoted"] else text

    stamp = [datetime.fromtimestamp(int(t), tz=UTC).strftime(str(d["stamp"])) for t in time]
    pairs = [(i, k) for i in range(30) for k in range(3)]
    if d["layout"] == "wide":
        table = [["time", *names], *([s, *map(cell, v)] for s, v in zip(stamp, value, strict=True))]
    else:
        pairs = sorted(pairs, key=lambda p: p[1]) if d["layout"] == "blocks" else pairs
        body = [[names[k], stamp[i], cell(value[i, k])] for i, k in pairs]
        table = [["tag", "time", "value"], *body]
    text = str(d["newline"]).join(str(d["delimiter"]).join(row) for row in table)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes((text + "\n").encode(str(d["encoding"])))
        found = readings(path, names, zone="UTC", block=int(str(d["block"])))
    for k, name in enumerate(names):
        np.testing.assert_array_equal(found[name].time, time)
        np.testing.assert_array_equal(found[name].value, value[:, k])
        np.testing.assert_array_equal(found[name].code == 0, ~np.isnan(value[:, k]))
