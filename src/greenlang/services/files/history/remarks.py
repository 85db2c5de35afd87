"""What a reader of the report should know before trusting the readings, each with its remedy."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from greenlang.services.files.history.quality import UNDECIDED
from greenlang.services.files.history.report import ReadReport

NO_READABLE_STAMP = "unreadable time stamp"
SKIPPED_HOUR = "local time that the clock skipped"
_YEAR = 366 * 86400
_FEW = 5  # tags named in one remark


def warnings(report: ReadReport, tz: tzinfo, quality: str | None) -> tuple[str, ...]:
    """Remarks on a report in the order of their weight."""
    return tuple(
        remark
        for part in (
            _clock(report),
            _offsets(report, tz),
            _rows(report),
            _tags(report),
            _quality(quality),
        )
        for remark in part
    )


def _clock(report: ReadReport) -> Iterator[str]:
    skipped = report.dropped.get(SKIPPED_HOUR, 0)
    zone = report.choices.zone
    if skipped:
        yield (
            f"{skipped} readings lie in an hour that {zone} skips in spring and were left out;"
            " the historian's clock seems not to follow summer time: give the offset that it"
            " keeps, such as +01:00, as the time zone"
        )
    elif report.undecided_hour:
        yield (
            f"{report.undecided_hour} readings in the hour that {zone} repeats in autumn stand"
            " there once only and were taken as summer time; export stamps with offsets"
        )


def _offsets(report: ReadReport, tz: tzinfo) -> Iterator[str]:
    offsets = report.choices.offsets
    if len(offsets) < 2 or report.first is None or report.last is None:
        return
    own = set()
    for at in range(report.first - _YEAR, report.last + _YEAR, _YEAR // 24):
        local = datetime.fromtimestamp(at, tz=UTC).astimezone(tz)
        shift = local.strftime("%z")
        own |= {shift, f"{shift[:3]}:{shift[3:]}", shift[:3], local.strftime("%Z")}
    strange = [text for text in offsets if text not in own]
    if strange:
        listed = ", ".join(f"{text} ({n})" for text, n in offsets.items())
        yield (
            f"stamps carry several offsets, {listed}, that one clock in the plant's zone cannot"
            " show; each was converted by its own: check that the source joins no two plants"
        )


def _rows(report: ReadReport) -> Iterator[str]:
    for why, n in report.dropped.items():
        if why not in {SKIPPED_HOUR, "no time stamp"}:
            example = report.examples.get(why)
            yield f"{n} x {why}, left out" + (f"; the first: {example!r}" if example else "")
    if report.order == "mixed":
        late = report.out_of_order
        yield f"stamps stand out of order ({late} rows older than one before) and were sorted"


def _tags(report: ReadReport) -> Iterator[str]:
    tags = report.tags
    none = [t for t, r in tags.items() if not r.good]
    if none:
        yield f"no usable reading of {_listed(none)}"
    two = {t: r.conflicts for t, r in tags.items() if r.conflicts}
    if two:
        n = sum(two.values())
        yield f"{n} stamps with two values, the last kept and marked: {_listed(two)}"
    strange: dict[str, int] = {}
    for r in tags.values():
        for text, n in r.unknown.items():
            strange[text] = strange.get(text, 0) + n
    if strange:
        named = sorted(strange, key=lambda t: -strange[t])
        texts = ", ".join(f"{t!r} x {strange[t]}" for t in named[:_FEW])
        rest = f" and {len(named) - _FEW} more" if len(named) > _FEW else ""
        yield f"texts of unknown meaning, taken as bad: {texts}{rest}"


def _listed(names: object) -> str:
    every = list(names) if isinstance(names, list | dict) else []
    rest = f" and {len(every) - _FEW} more" if len(every) > _FEW else ""
    return ", ".join(map(str, every[:_FEW])) + rest


def _quality(quality: str | None) -> Iterator[str]:
    if quality == UNDECIDED:
        yield (
            "the quality column holds nothing that says which of its values is good; it was not"
            " used: name it 'good', or export OPC quality or words"
        )
