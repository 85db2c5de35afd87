"""Charts drawn without a browser: Vega-Lite specifications to SVG."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from greenlang.agents.page import Chapter, Figure, Report

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
    report: Report, progress: Callable[[float, str], None] = lambda _share, _what: None
) -> tuple[Drawn, ...]:
    """Every chart of a report as SVG, in reading order."""
    found = figures(report)
    out = []
    for number, each in enumerate(found):
        progress(number / len(found), f"drawing {each.title.lower()}")
        out.append(svg(each.spec, f"f{number:04d}"))
    return tuple(out)


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
