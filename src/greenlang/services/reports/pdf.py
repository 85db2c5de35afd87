"""A report as PDF by Typst: texts go in as data, never as markup."""

import importlib.resources
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from greenlang.agents.page import Block, Chapter, Figure, Report, Table
from greenlang.services.reports.html import narrow, rows
from greenlang.services.reports.render import Drawn, figures, vectors

PDF = "report.pdf"


def document(report: Report, drawings: Sequence[Drawn], made: str) -> bytes:
    """The whole document; `drawings` are the report's charts in reading order."""
    with tempfile.TemporaryDirectory() as name:
        laid_out(report, drawings, made, Path(name))
        typeset(name, f"{name}/{PDF}")
        return (Path(name) / PDF).read_bytes()


def laid_out(report: Report, drawings: Sequence[Drawn], made: str, folder: Path) -> None:
    """Put all that the document is made of into a folder."""
    files = {id(f): d for f, d in zip(figures(report), drawings, strict=True)}
    document = {
        "title": report.title, "subject": report.subject, "period": report.period, "made": made,
        "chapters": [_chapter(chapter, files) for chapter in report.chapters],
    }  # fmt: skip
    template = importlib.resources.files("greenlang.services.reports").joinpath("report.typ")
    (folder / "report.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "report.typ").write_bytes(template.read_bytes())
    for each in drawings:
        (folder / f"{each.key}.pdf").write_bytes(each.vector or vectors(each.svg))


def typeset(folder: str, path: str, _share: Callable[[float], None] | None = None) -> None:
    """Make the document of such a folder; for a long one typst needs hundreds of MB."""
    import typst

    Path(path).write_bytes(typst.compile(f"{folder}/report.typ", root=folder))


def _chapter(chapter: Chapter, files: Mapping[int, Drawn]) -> dict[str, Any]:
    return {
        "title": chapter.title,
        "follows": chapter.follows,
        "rows": [[_block(block, files) for block in row] for row in rows(chapter)],
        "parts": [_chapter(part, files) for part in chapter.parts],
    }


def _block(block: Block, files: Mapping[int, Drawn]) -> dict[str, Any]:
    kind = {"kind": type(block).__name__.lower()}
    if isinstance(block, Figure):
        drawing = files[id(block)]
        return kind | {
            "file": f"{drawing.key}.pdf", "title": block.title, "caption": block.caption,
            "width": block.width, "share": drawing.width / 720.0,
        }  # fmt: skip
    more = {"narrow": narrow(block)} if isinstance(block, Table) else {}
    return kind | asdict(block) | more
