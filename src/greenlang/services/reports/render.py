"""Charts drawn without a browser: Vega-Lite specifications to SVG."""

import base64
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import IO, Any

from greenlang.agents.page import Chapter, Figure, Report
from greenlang.core.errors import CalculationError

VEGA_LITE = "6.4"
_NUMBERS: dict[str, Any] = {
    "decimal": ".", "thousands": "\N{NO-BREAK SPACE}", "grouping": [3], "currency": ["", ""],
}  # fmt: skip
_REFERENCE = re.compile(r'\bid="([^"]+)"|url\(#([^)]+)\)|href="#([^"]+)"')


@dataclass(frozen=True)
class Drawn:
    """A chart as an SVG document, with the size that it is meant for, px."""

    key: str
    svg: str
    width: float
    height: float
    vector: bytes = b""  # the same as PDF, where it was asked for


def walk(chapters: Iterable[Chapter]) -> Iterator[Chapter]:
    """Chapters and their parts, in reading order."""
    for chapter in chapters:
        yield chapter
        yield from walk(chapter.parts)


def figures(report: Report) -> tuple[Figure, ...]:
    """Every chart of a report in reading order."""
    return tuple(
        block for each in walk(report.chapters) for block in each.blocks
        if isinstance(block, Figure)
    )  # fmt: skip


def drawn(
    report: Report,
    progress: Callable[[float, str], None] = lambda _share, _what: None,
    *,
    workers: int = 1,
    vector: bool = False,
) -> tuple[Drawn, ...]:
    """Every chart of a report as SVG, in reading order; with `vector` as PDF too.

    Many charts are shared out over `workers` processes, each a Python of its own: a copy of this
    one would not draw once this one has.
    """
    jobs = [(each.spec, f"f{number:04d}", vector) for number, each in enumerate(figures(report))]
    titles = [each.title.lower() for each in figures(report)]
    shared = workers > 1 and len(jobs) >= _MANY
    out = []
    for number, drawing in enumerate(_shared(jobs, workers) if shared else map(_one, jobs)):
        progress((number + 1) / len(jobs), f"drawing {titles[number]}")
        out.append(drawing)
    return tuple(out)


_MANY = 60  # charts, below which a second renderer costs more than it draws
Job = tuple[Mapping[str, Any], str, bool]  # specification, key, whether as PDF too


def _one(job: Job) -> Drawn:
    spec, key, vector = job
    drawing = svg(spec, key)
    return replace(drawing, vector=vectors(drawing.svg)) if vector else drawing


def _shared(jobs: Sequence[Job], workers: int) -> Iterator[Drawn]:
    """Drawings in the order of their jobs, which go round among the processes."""
    with ExitStack() as held:
        renderers = [held.enter_context(_renderer(jobs[k::workers])) for k in range(workers)]
        for number in range(len(jobs)):
            line = renderers[number % workers].readline()
            if not line:
                raise CalculationError("a process that draws charts has died: is there memory?")
            yield _read(json.loads(line))


@contextmanager
def _renderer(jobs: Sequence[Job]) -> Iterator[IO[str]]:
    """A process that draws these jobs, a line each."""
    command = [sys.executable, "-m", "greenlang.services.reports.renderer"]
    with (
        _asked(jobs) as asked,
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=asked, stdout=subprocess.PIPE, encoding="utf-8"
        ) as process,
    ):
        try:
            if process.stdout is None:
                raise AssertionError("its output was asked for")
            yield process.stdout
        finally:
            process.kill()


@contextmanager
def _asked(jobs: Sequence[Job]) -> Iterator[IO[str]]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(job)}\n" for job in jobs)
        file.flush()
        file.seek(0)
        yield file


def answers(jobs: Iterable[str]) -> Iterator[str]:
    """What a process that draws is asked, and what it answers: a line each."""
    for line in jobs:
        done = _one(json.loads(line))
        vector = base64.b64encode(done.vector).decode("ascii")
        yield json.dumps([done.key, done.svg, done.width, done.height, vector])


def _read(answer: Sequence[Any]) -> Drawn:
    key, text, width, height, vector = answer
    return Drawn(key, text, width, height, base64.b64decode(vector))


def vectors(text: str) -> bytes:
    """An SVG as PDF, with the fonts in it that its texts were measured with."""
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(text))


def svg(spec: Mapping[str, Any], key: str) -> Drawn:
    """One chart; names inside it begin with `key`, so that many can stand in one page."""
    import vl_convert

    text = vl_convert.vegalite_to_svg(
        json.dumps(spec), vl_version=VEGA_LITE, format_locale=_NUMBERS
    )
    width, height = (float(x) for x in re.findall(r'(?:width|height)="([\d.]+)"', text[:400])[:2])
    return Drawn(key, _owned(text, key), width, height)


def _owned(text: str, key: str) -> str:
    """Names that nobody else in the page has, the same in every run."""
    own: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        name = next(group for group in match.groups() if group)
        return match.group(0).replace(name, own.setdefault(name, f"{key}-{len(own)}"))

    return _REFERENCE.sub(renamed, text)
