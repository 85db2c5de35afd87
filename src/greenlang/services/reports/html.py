"""A report as one HTML file that needs nothing else: no script, no font, no address."""

import functools
import importlib.resources
import re
from collections.abc import Sequence
from typing import Any

from greenlang.agents.page import Block, Chapter, Figure, Report, Table
from greenlang.services.reports.render import Drawn, figures, walk

_NARROW = 64  # characters


def page(report: Report, drawings: Sequence[Drawn], made: str) -> str:
    """The whole document; `drawings` are the report's charts in reading order."""
    from markupsafe import Markup

    known = {id(f): Markup(_inline(f, d)) for f, d in zip(figures(report), drawings, strict=True)}  # noqa: S704  drawn by us, its texts escaped by the renderer
    anchors = {id(chapter): f"s{i}" for i, chapter in enumerate(walk(report.chapters), 1)}
    return str(
        _template().render(
            report=report,
            made=made,
            anchor=lambda chapter: anchors[id(chapter)],
            drawing=lambda figure: known[id(figure)],
            rows=rows,
            narrow=narrow,
            kind=lambda block: type(block).__name__.lower(),
        )
    )


@functools.cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    text = importlib.resources.files("greenlang.services.reports").joinpath("report.html.j2")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text.read_text(encoding="utf-8"))


def rows(chapter: Chapter) -> list[list[Block]]:
    """Blocks in rows: half-wide charts that follow one another stand side by side."""
    found: list[list[Block]] = []
    for block in chapter.blocks:
        beside = _half(block) and found and _half(found[-1][0])
        if beside:
            found[-1].append(block)
        else:
            found.append([block])
    return found


def narrow(table: Table) -> bool:
    """True for a table of few short columns, which would look lost over the whole width."""
    columns = zip(*table.rows, strict=True)
    widest = [max(map(len, (c.title, *v))) for c, v in zip(table.columns, columns, strict=False)]
    return sum(widest) < _NARROW


def _half(block: Block) -> bool:
    return isinstance(block, Figure) and block.width == "half"


def _inline(figure: Figure, drawing: Drawn) -> str:
    """The SVG as it stands in the page: as wide as its column, named for readers who cannot see."""
    from markupsafe import escape

    label = escape(figure.title)
    start = f'<svg role="img" aria-label="{label}" style="max-width:{drawing.width:.0f}px" '
    svg = re.sub(r' (?:width|height)="[\d.]+"', "", drawing.svg[: drawing.svg.index(">")])
    return start + svg.removeprefix("<svg ") + drawing.svg[drawing.svg.index(">") :]
