"""What an analysis leaves behind: records, report and numbers, in a folder, whole or not at all."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import greenlang
from greenlang.agents.agent import Agent
from greenlang.agents.page import KeptRecord, Origin, Report
from greenlang.core.errors import GreenlangError
from greenlang.core.provenance import audit
from greenlang.core.records import Record
from greenlang.services import planning
from greenlang.services.apart import apart
from greenlang.services.files.whole import folder
from greenlang.services.history import Outcome, declared, silent
from greenlang.services.records import write_chain
from greenlang.services.reports import html, render, tables
from greenlang.services.reports import pdf as pdf_

RECORDS = "records"
Progress = Callable[[float, str], None]


def written(
    agent: Agent,
    outcome: Outcome,
    out: Path,
    signing_key: Path | None = None,
    *,
    pdf: bool = True,
    pages: int | tuple[str, ...] | None = None,
    workers: int = 1,
    progress: Progress = silent,
) -> dict[str, str]:
    """Write records, report, numbers and tables; name of each file -> what it is.

    `pages`: how many assets get a page of the report, or their names; None: those that matter.
    The folder appears when all of it is there. ConfigError where it cannot be written.
    """
    progress(0.0, "auditing")
    kept, refused, records = _audited(agent, outcome)
    origin = Origin(
        f"GreenLang {greenlang.__version__}",
        outcome.read.source,
        outcome.read.warnings,
        records,
        refused,
    )
    how = declared(agent)
    report = how.report(outcome.plant, outcome.history, outcome.decision, origin, pages)
    with folder(out) as new:
        with ExitStack() as setting:
            names = _report(report, new, progress, setting, pdf=pdf, workers=workers)
            names |= tables.sheets(report, new)
        # Alone: these take as much memory as the PDF that is set until here.
        names |= planning.written(how, outcome.history, new)
        names["results.xlsx"] = tables.workbook(report, new / "results.xlsx")
        if kept:
            (new / RECORDS).mkdir()
            write_chain(kept, new / RECORDS, signing_key)
            names[RECORDS] = "audited records; `greenlang verify` computes them anew"
        (new / "README.txt").write_text(_readme(report, names), encoding="utf-8")
    progress(1.0, "written")
    return names


def _audited(
    agent: Agent, outcome: Outcome
) -> tuple[Mapping[str, Record], Mapping[str, str], tuple[KeptRecord, ...]]:
    """Records of the agent's cases; a case that cannot be calculated is named with its reason."""
    kept, refused, told = {}, {}, []
    found = declared(agent).cases(outcome.plant, outcome.history, outcome.decision)
    for name, (analysis, case) in found.items():
        try:
            record = audit(agent.analysis(analysis).run, case).record
        except GreenlangError as error:
            refused[name] = str(error)
            continue
        kept[name] = record
        told.append(KeptRecord(name, analysis, record.content_hash))
    return kept, refused, tuple(told)


def _report(
    report: Report, new: Path, progress: Progress, setting: ExitStack, *, pdf: bool, workers: int
) -> dict[str, str]:
    """The report as page, PDF and numbers; the PDF may not be there before `setting` closes."""

    def drawing(share: float, what: str) -> None:
        progress(0.05 + 0.7 * share, what)

    drawings = render.drawn(report, drawing, workers=workers, vector=pdf)
    made = f"GreenLang {greenlang.__version__}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    names = {"report.html": "the report, for the browser"}
    page = html.page(report, drawings, made)
    (new / "report.html").write_text(page, encoding="utf-8")
    if pdf:
        progress(0.8, "setting the PDF")
        parts = Path(setting.enter_context(tempfile.TemporaryDirectory(prefix="greenlang-")))
        pdf_.laid_out(report, drawings, made, parts)
        _set(parts, new / "report.pdf", setting, beside=workers > 1 and len(drawings) > LONG)
        names["report.pdf"] = "the report, for print"
    tables.numbers(report, new / "results.json")
    return names | {"results.json": "every number of the report with its unit"}


LONG = 60  # charts of a report that is set beside what else is written


def _set(parts: Path, path: Path, setting: ExitStack, *, beside: bool) -> None:
    if not beside:
        pdf_.typeset(str(parts), str(path))
        return
    answer = setting.enter_context(
        apart(f"{pdf_.__name__}:{pdf_.typeset.__name__}", str(parts), str(path))
    )
    setting.callback(answer, lambda _share: None)


def _readme(report: Report, names: Mapping[str, str]) -> str:
    head = f"{report.subject}: {report.title}, {report.period}\n\n"
    width = max(map(len, names))
    return head + "".join(f"{name:<{width}}  {what}\n" for name, what in names.items())
