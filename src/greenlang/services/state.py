"""What a plant's daily run keeps: the readings taken so far, so that each day brings only its own.

The folder holds segments of readings (`services.files.kept`) and `state.json`, which says which of
them count. A delivery is written beside what is there and counts from the moment at which
`state.json` names it: after a power cut it was taken as a whole or not at all, and may be taken
again. Results are always those of a run over all readings.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from greenlang.core.errors import ConfigError, Conflict, DataError, InputError
from greenlang.core.quality import Quality
from greenlang.services.files.history.report import Floats, ReadReport, Series
from greenlang.services.files.kept import Kept, Told, Writer, segment, writing
from greenlang.services.files.tags import Progress, spooled
from greenlang.services.files.whole import written

MANIFEST, LOCK = "state.json", ".lock"
FORMAT = 1
MOST = 32  # segments; then they become one


@dataclass(frozen=True)
class Delivery:
    """A file that was taken: its name and hash, and what of it was new."""

    source: str
    sha256: str
    new: int  # readings for stamps that had none
    corrected: int  # readings that took the place of others
    repeated: int  # readings that were there already
    first: int | None  # UTC s since 1970
    last: int | None

    @property
    def told(self) -> str:
        """What came of it, in a sentence."""
        said = f"{self.new} new readings from {self.source}"
        if self.corrected:
            said += f", {self.corrected} in place of earlier ones"
        return said + (f", {self.repeated} known already" if self.repeated else "")


@dataclass(frozen=True)
class State:
    """What `state.json` says; `segments` are names of folders, oldest first."""

    folder: Path
    plant: str
    zone: str
    plant_file: str = ""  # hash of the plant file of the last run
    segments: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    tags: tuple[str, ...] = ()  # asked for so far

    @property
    def last(self) -> int | None:
        """Newest stamp so far, UTC s since 1970."""
        return max((one.last for one in self.deliveries if one.last is not None), default=None)

    def kept(self, told: Told) -> Kept:
        """All readings so far."""
        return Kept(tuple(segment(self.folder / name) for name in self.segments), told)


@contextmanager
def opened(folder: Path, plant: str, zone: str) -> Iterator[State]:
    """The state in a folder, held for this run alone; a new one where there is none.

    Errors: Conflict where another run holds it or it belongs to another plant or zone; ConfigError
    where the folder is something else or cannot be written; DataError where it is damaged.
    """
    if folder.exists() and not (folder / MANIFEST).exists() and _foreign(folder):
        raise ConfigError(f"{folder} exists and holds no state of greenlang: name another --state")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = (folder / LOCK).open("w")
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written: {error.strerror or error}") from None
    with held:
        _locked(held, folder)
        state = _read(folder, plant, zone)
        _swept(state)
        yield state


def _foreign(folder: Path) -> bool:
    """Whether a folder without a manifest holds more than a run that was cut short left."""
    return any(each.name != LOCK and not _numbered(each) for each in folder.iterdir())


def _numbered(path: Path) -> bool:
    return path.is_dir() and path.name.isdecimal()


def _locked(lock: Any, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # a system without: two runs at once are the operator's to avoid
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Conflict(f"{folder} is in use by another run: wait until that ends") from None


def _read(folder: Path, plant: str, zone: str) -> State:
    path = folder / MANIFEST
    if not path.exists():
        return State(folder, plant, zone)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        version = found.pop("format")
        state = State(
            folder,
            found["plant"],
            found["zone"],
            found["plant_file"],
            tuple(found["segments"]),
            tuple(Delivery(**one) for one in found["deliveries"]),
            tuple(found["tags"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path} is damaged ({error}); take the deliveries again into a new state"
        ) from None
    if version != FORMAT:
        raise Conflict(f"{path} is of format {version}, this version reads {FORMAT}; start anew")
    if (state.plant, state.zone) != (plant, zone):
        raise Conflict(
            f"{folder} holds readings of {state.plant} read in {state.zone}, the plant file says"
            f" {plant} in {zone}: name another --state and take the deliveries again"
        )
    return state


def _swept(state: State) -> None:
    """Remove what a run that was cut short has left."""
    for each in state.folder.iterdir():
        if _numbered(each) and each.name not in state.segments:
            shutil.rmtree(each, ignore_errors=True)


def saved(state: State) -> State:
    """Let the state count from now on."""
    document = {"format": FORMAT} | asdict(state) | {"folder": None}
    del document["folder"]
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    written(state.folder / MANIFEST, text.encode())
    return state


def taken(
    state: State, file: Path, tags: Sequence[str], progress: Progress | None = None
) -> tuple[State, ReadReport]:
    """Take a delivery: what it holds that is new, or other than before, and what reading it said.

    Errors: those of `readings`.
    """
    before = state.kept(Told(str(state.folder)))
    name = _next(state)
    count = _Count()
    with writing(state.folder / name) as out:
        report = spooled(
            file, tags, lambda tag, one: _changes(out, count, before, tag, one),
            zone=state.zone, missing="report", after=state.last, progress=progress,
        )  # fmt: skip
    delivery = Delivery(
        file.name, hash_of(file), count.new, count.corrected, count.repeated, report.first,
        report.last,
    )  # fmt: skip
    grown = replace(
        state,
        segments=(*state.segments, name) if out.tags else state.segments,
        deliveries=(*state.deliveries, delivery),
        tags=tuple(dict.fromkeys((*state.tags, *tags))),
    )
    saved(grown)
    return (_joined(grown) if len(grown.segments) > MOST else grown), report


def _next(state: State) -> str:
    return f"{max(map(int, state.segments), default=0) + 1:06d}"


@dataclass
class _Count:
    new: int = 0
    corrected: int = 0
    repeated: int = 0


def _changes(out: Writer, count: _Count, before: Kept, tag: str, one: Series) -> None:
    """Keep of a delivery what changes anything; a stamp without a value changes none that has."""
    if tag not in before:
        count.new += one.time.size
        out.keep(tag, one)
        return
    old = before[tag]
    at = np.minimum(np.searchsorted(old.time, one.time), old.time.size - 1)
    there = old.time[at] == one.time
    same = there & (one.code == old.code[at]) & _equal(one.value, old.value[at])
    same |= there & (one.code == Quality.MISSING)
    count.new += int(np.count_nonzero(~there))
    count.corrected += int(np.count_nonzero(there & ~same))
    count.repeated += int(np.count_nonzero(same))
    rows = ~same
    out.keep(tag, Series(one.time[rows], one.value[rows], one.code[rows], one.unit))


def _equal(a: Floats, b: Floats) -> Any:
    return (a == b) | (np.isnan(a) & np.isnan(b))


def _joined(state: State) -> State:
    """The state with all its segments in one, so that years of days stay quick to read."""
    whole, name = state.kept(Told(str(state.folder))), _next(state)
    with writing(state.folder / name) as out:
        for tag in whole.ends():
            out.keep(tag, whole[tag])
    grown = saved(replace(state, segments=(name,)))
    _swept(grown)
    return grown


def told(state: State, before: State, report: ReadReport | None, tags: Sequence[str]) -> Told:
    """Where the readings come from, and what the reader of the report must know of them.

    `before` is the state as the run found it, `report` what reading the delivery met (None: there
    was none). Errors: InputError where nothing was ever taken.
    """
    if not state.segments:
        raise InputError(f"{state.folder} holds no readings yet: give a history file")
    known = state.kept(Told(str(state.folder))).ends()
    missing = dict(report.missing) if report is not None else {}
    said = [
        *(report.warnings if report is not None else ()),
        *_absent([tag for tag in missing if tag in known], state),
        *_changed(state, before),
        *_added([tag for tag in tags if tag not in before.tags], before),
    ]
    count = len(state.deliveries)
    return Told(
        f"{count} deliver{'y' if count == 1 else 'ies'} in {state.folder}",
        tuple(said),
        {tag: missing.get(tag, "") for tag in tags if tag not in known},
        (state.deliveries[-1].told,) if report is not None else (),
    )


def _absent(tags: Sequence[str], state: State) -> Iterator[str]:
    if tags:
        yield f"{state.deliveries[-1].source} has no {_listed(tags)}; earlier readings stand"


def _changed(state: State, before: State) -> Iterator[str]:
    if before.plant_file not in {"", state.plant_file}:
        yield "the plant file has changed since the last run: all results are by the new one"


def _added(tags: Sequence[str], before: State) -> Iterator[str]:
    if tags and before.tags:
        yield (
            f"new in the plant file: {_listed(tags)}; earlier deliveries were not searched for"
            " them: take these again to have their readings from before"
        )


def _listed(tags: Sequence[str]) -> str:
    return ", ".join(tags[:5]) + (f" and {len(tags) - 5} more" if len(tags) > 5 else "")


def hash_of(file: Path) -> str:
    """SHA-256 of a file, which tells it from another."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
