"""From a source to readings: the order of the steps, and the report of what was met."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from greenlang.core.errors import DataError, InputError, InsufficientData, NotFound, near
from greenlang.services.files.history.ask import Ask, Figures
from greenlang.services.files.history.long import Long
from greenlang.services.files.history.merge import Counts, Order, tag_report
from greenlang.services.files.history.numbers import OTHER_MARK
from greenlang.services.files.history.remarks import NO_READABLE_STAMP, SKIPPED_HOUR, warnings
from greenlang.services.files.history.report import (
    Choices,
    Readings,
    ReadReport,
    Seconds,
    Series,
    TagReport,
)
from greenlang.services.files.history.roles import Roles, roles, unit_in
from greenlang.services.files.history.sources import Source, series
from greenlang.services.files.history.spool import Spool
from greenlang.services.files.history.stamps import Stamps
from greenlang.services.files.history.timeline import Timeline
from greenlang.services.files.history.wide import Wide
from greenlang.services.files.history.zones import zone

_READ = 0.9  # share of the work that reading is; the rest is sorting
_SUGGESTED = 30  # missing tags for which the near name is looked up
_TOO_MANY = 0.05  # unreadable stamps above this share are no slip but another format


@dataclass
class Job:
    """One read under way."""

    source: Source
    ask: Ask
    role: Roles
    line: Timeline
    figures: Figures
    rows: int = 0
    kept: int = 0


@dataclass(frozen=True)
class Found:
    """What the rows of a source became."""

    done: "Done"
    order: Order
    missing: Mapping[str, str]
    quality: str | None  # how a quality column is written


@dataclass
class Done:
    """Series that are done, unless the caller keeps them, and what is known of each."""

    series: dict[str, Series] = field(default_factory=dict)
    reports: dict[str, TagReport] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None

    def seen(self, one: Series) -> None:
        """Note from when to when there are readings."""
        if one.time.size:
            first, last = int(one.time[0]), int(one.time[-1])
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)


def gathered(source: Source, ask: Ask) -> Readings:
    """Clean readings of the wanted tags of a source.

    Raises InputError, DataError, InsufficientData or NotFound; each message says what to do.
    """
    role = roles(source.table, ask.tags, ask.layout, ask.columns)
    tz = zone(role.zone or ask.zone)
    stamps = Stamps(ask.time_format, tz if isinstance(tz, ZoneInfo) else None)
    figures = Figures(ask.decimal, source.delimiter)
    job = Job(source, ask, role, Timeline(stamps, tz, ask.after), figures)
    with closing(Spool(ask.spool)) as spool:
        found = _wide(job, spool) if role.layout == "wide" else _long(job, spool)
    ask.done(1.0)
    return Readings(found.done.series, _report(job, found))


def _wide(job: Job, spool: Spool) -> Found:
    role, source, ask = job.role, job.source, job.ask
    missing = _missing(source, ask, role.values, source.names)
    wide = Wide(source, role, job.figures, job.line, spool)
    for batch in source.batches(role.needed, None):
        seconds = _seconds({i: series(batch[i]) for i in role.time}, job)
        job.rows += seconds.size
        job.kept += wide.add(batch, seconds)
        ask.done(_READ * source.fraction)
    _enough(job)
    job.line.settle(wide.sample())
    done = _done(job, wide.clean(source.names, _units(source)), wide.counts)
    return Found(done, wide.order, missing, wide.quality)


def _long(job: Job, spool: Spool) -> Found:
    role, source, ask = job.role, job.source, job.ask
    if role.tag is None or role.value is None:
        raise InputError(f"{source.name}: a long table needs a tag and a value column")
    long = Long(source, role, ask.tags, job.figures, job.line, spool)
    for batch in source.batches(role.needed, role.tag):
        tag, rows = long.number(batch.pop(role.tag))
        job.rows += tag.size
        wanted = batch if rows is None else {i: c.take(rows) for i, c in batch.items()}
        tag = tag if rows is None else tag[rows]
        if tag.size:
            columns = {i: series(c) for i, c in wanted.items()}
            job.kept += long.add(tag, columns, _seconds(columns, job))
        ask.done(_READ * source.fraction)
    missing = _missing(source, ask, long.names.chosen(ask.tags), long.names.seen)
    _enough(job)
    job.line.settle(long.sample())
    unit = _units(source)[role.value]
    clean = long.clean(unit, lambda f: ask.done(_READ + (1 - _READ) * f))
    done = _done(job, clean, long.counts)
    return Found(done, long.order, missing, long.quality)


def _done(job: Job, clean: Iterator[tuple[str, Series]], counts: Mapping[str, Counts]) -> Done:
    """Every series as it comes: judged, reported, kept."""
    out = Done()
    keep = job.ask.keep or out.series.__setitem__
    for tag, one in clean:
        _refuse_other_mark(job.source, tag, one, counts[tag])
        out.reports[tag] = tag_report(one, counts[tag])
        out.seen(one)
        keep(tag, one)
    return out


def _seconds(columns: Mapping[int, pl.Series], job: Job) -> Seconds:
    parts = [columns[i] for i in job.role.time]
    if len(parts) == 1:
        return job.line.stamps.seconds(parts[0])
    date, clock = (p.cast(pl.String).str.strip_chars() for p in parts)
    return job.line.stamps.seconds(date + " " + clock)


def _units(source: Source) -> list[str | None]:
    return [u or unit_in(n) for u, n in zip(source.units, source.names, strict=True)]


def _missing(
    source: Source, ask: Ask, found: Mapping[str, int], known: Sequence[str]
) -> dict[str, str]:
    """Wanted tags that the source lacks, with what they may mean; NotFound unless allowed."""
    missing = [t for t in dict.fromkeys(ask.tags or ()) if t not in found]
    if missing and not (found and ask.missing == "report"):
        listed = ", ".join(f"{t!r}{near(t, known)}" for t in missing[:10])
        more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
        raise NotFound(
            f"{source.name} has no tag {listed}{more}; correct the tag map or export them"
            f" ({len(known)} names in the source)"
        )
    return {t: near(t, known) if k < _SUGGESTED else "" for k, t in enumerate(missing)}


def _enough(job: Job) -> None:
    """Refuse a source without readable stamps, or with many that another format wrote."""
    stamps, name = job.line.stamps, job.source.name
    if job.kept == 0 and not stamps.unreadable:
        raise InsufficientData(f"{name} holds no row with a time stamp; export it again")
    if stamps.unreadable > _TOO_MANY * (job.kept + stamps.unreadable):
        raise DataError(
            f"{stamps.unreadable} of {job.kept + stamps.unreadable} stamps of {name} are"
            f" not readable{f' as {stamps.format}' if stamps.format else ''}, first"
            f" {stamps.example!r}; give time_format, for example '%d.%m.%Y %H:%M:%S'"
        )


def _refuse_other_mark(source: Source, tag: str, one: Series, counted: Counts) -> None:
    other = counted.texts.get(OTHER_MARK, 0)
    if not other:
        return
    numbers = int(np.count_nonzero(np.isfinite(one.value)))
    if other > max(10, numbers):
        raise DataError(
            f"{other} of {other + numbers} numbers of tag {tag!r} in {source.name} use another"
            " decimal mark than the rest; give decimal ',' or '.', or export again"
        )


def _choices(job: Job) -> Choices:
    source, line, marks = job.source, job.line, job.figures.marks
    return Choices(
        kind=source.kind,
        compression=source.compression,
        encoding=source.encoding,
        delimiter=source.delimiter,
        decimal=marks.decimal if marks else None,
        thousands=marks.thousands if marks else None,
        layout=job.role.layout,
        time_columns=tuple(source.names[i] for i in job.role.time),
        time_format=line.stamps.format,
        zone="UTC" if line.stamps.aware else job.role.zone or job.ask.zone,
        offsets=dict(sorted(line.stamps.offsets.items())),
    )


def _dropped(job: Job) -> dict[str, int]:
    stamps = job.line.stamps
    counted = {
        NO_READABLE_STAMP: stamps.unreadable,
        "no time stamp": stamps.blank,
        SKIPPED_HOUR: job.line.absent,
    }
    return dict(job.source.dropped) | {why: n for why, n in counted.items() if n}


def _report(job: Job, found: Found) -> ReadReport:
    stamps, done = job.line.stamps, found.done
    example = {NO_READABLE_STAMP: stamps.example} if stamps.example else {}
    report = ReadReport(
        source=job.source.name,
        choices=_choices(job),
        rows=job.rows,
        columns=len(job.source.names),
        first=done.first,
        last=done.last,
        order=found.order.direction,
        out_of_order=found.order.out,
        tags=done.reports,
        missing=found.missing,
        dropped=_dropped(job),
        examples=job.source.examples | example,
        repeated_hour=job.line.repeated,
        undecided_hour=job.line.undecided,
    )
    return replace(report, warnings=warnings(report, job.line.tz, found.quality))
