"""Parts of a report that read alike for every agent: alerts, records, what was assumed."""

from collections.abc import Iterable, Sequence

from greenlang.agents import alerts
from greenlang.agents.page import (
    Block,
    Bullets,
    Chapter,
    Column,
    KeptRecord,
    Origin,
    Paragraph,
    Table,
)
from greenlang.library.alerts import Alert, Setting

SHOWN = 60  # rows of a table of alerts
LATELY = 90  # days for which a cleared alert is still shown
_OTHERS = ("hold", "clear", "clear_hold", "probability")


def alerted(
    found: Sequence[Alert],
    currency: str,
    end: int,
    figures: Iterable[Block],
    settings: Sequence[Setting],
    where: tuple[str, str],
) -> Chapter:
    """Alerts that last, the most urgent first; those lately cleared; what the plant sets.

    `end` is the last day of the history, `where` what the assets are called and the part of the
    plant file that describes them.
    """
    last = alerts.urgent(found)
    lately = [a for a in found if a.cleared is not None and a.cleared > end - LATELY]
    blocks: list[Block] = [alerts.table(last[:SHOWN], currency, "No alert lasts.")]
    if len(last) > SHOWN:
        more = f"And {len(last) - SHOWN} less urgent ones, in alerts.csv."
        blocks.append(Paragraph(more, "note"))
    blocks += figures
    if lately:
        blocks.append(Paragraph(f"Cleared in the last {LATELY} days:"))
        newest = sorted(lately, key=lambda a: -a.since)[:SHOWN]
        blocks.append(alerts.table(newest, currency, ""))
    blocks += [Paragraph(_RULES.format(*where), "note"), *_own(settings, where[0])]
    return Chapter("Alerts", tuple(blocks))


_RULES = (
    "A rule holds on so many days running and clears with a margin: between the two it keeps its"
    " state. Limits may be set in the plant file, for all {} (rules:) or for one"
    " ({}.<name>.rules:); all rules with the sources of their limits stand under Method."
)


def _own(settings: Sequence[Setting], assets: str) -> list[Block]:
    """What this plant has set otherwise."""
    if not settings:
        return []
    said = []
    for one in settings:
        limits = [f"{name} {x:g}" for name, x in one.limits.items()]
        limits += [f"{k} {getattr(one, k):g}" for k in _OTHERS if getattr(one, k) is not None]
        told = "off" if one.off else ", ".join(limits)
        said.append(f"{one.asset or f'all {assets}'}: {one.rule} {told}")
    return [Paragraph("Set by the plant file: " + "; ".join(said) + ".", "note")]


def records(origin: Origin) -> tuple[Block, ...]:
    """The records that stand behind the report, and the cases that could not be calculated."""
    refused = tuple(f"no record of {k}: {why}" for k, why in origin.refused.items())
    return (_kept(origin.records), *([Bullets(refused)] if refused else []))


def _kept(found: tuple[KeptRecord, ...]) -> Table:
    columns = (Column("Record"), Column("analysis"), Column("content hash (SHA-256)", "code"))
    rows = tuple((r.name, r.analysis, r.content_hash) for r in found)
    return Table(
        columns, rows,
        "“greenlang verify records” computes every record anew, without the code that made it."
        if rows else "",
        "No record was kept with this report.",
    )  # fmt: skip


def assumed(
    plant: Sequence[str], history: Sequence[str], origin: Origin, whole: str,
    without: Iterable[tuple[str, str]],
) -> Chapter:  # fmt: skip
    """What could not be analysed (`whole` is said where all could), what was assumed or met."""
    lists = (
        ("Of the plant file", plant), ("Of the history", history),
        ("Of the reading", origin.reading),
    )  # fmt: skip
    first = {text: title for title, texts in reversed(lists) for text in texts}
    rows = tuple((title, text) for text, title in reversed(first.items()))
    return Chapter("Assumptions and gaps", (
        Table((Column("Not analysed"), Column("why")), tuple(without), empty=whole),
        Table((Column("Assumed or met"), Column("what")), rows,
              empty="Nothing had to be assumed."),
    ), follows=True)  # fmt: skip
