"""The chapter on alerts: what lasts, and what was lately."""

from greenlang.agents import alerts
from greenlang.agents.drawing import figure
from greenlang.agents.exchanger.figures import OF_FLEET
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.page import Block, Chapter, Origin, Paragraph

SHOWN = 60  # rows of a table of alerts
LATELY = 90  # days for which a cleared alert is still shown


def chapter(view: View, _origin: Origin, names: tuple[str, ...]) -> Chapter:
    """Alerts that last, the most urgent first; those lately cleared; what the plant sets."""
    last = alerts.urgent(view.alerts)
    lately = [
        a for a in view.alerts if a.cleared is not None and a.cleared > view.history.end - LATELY
    ]
    blocks: list[Block] = [alerts.table(last[:SHOWN], view.currency, "No alert lasts.")]
    if len(last) > SHOWN:
        more = f"And {len(last) - SHOWN} less urgent ones, in alerts.csv."
        blocks.append(Paragraph(more, "note"))
    blocks += [figure(name, OF_FLEET[name], view) for name in names]
    if lately:
        blocks.append(Paragraph(f"Cleared in the last {LATELY} days:"))
        newest = sorted(lately, key=lambda a: -a.since)[:SHOWN]
        blocks.append(alerts.table(newest, view.currency, ""))
    blocks += [Paragraph(_RULES, "note"), *_own(view)]
    return Chapter("Alerts", tuple(blocks))


_RULES = (
    "A rule holds on so many days running and clears with a margin: between the two it keeps its"
    " state. Limits may be set in the plant file, for all exchangers (rules:) or for one"
    " (assets.<name>.rules:); all rules with the sources of their limits stand under Method."
)


def _own(view: View) -> list[Block]:
    """What this plant has set otherwise."""
    if not view.plant.rules:
        return []
    said = []
    for one in view.plant.rules:
        where = one.asset or "all exchangers"
        limits = [f"{name} {x:g}" for name, x in one.limits.items()]
        others = ("hold", "clear", "clear_hold", "probability")
        limits += [f"{k} {getattr(one, k):g}" for k in others if getattr(one, k) is not None]
        said.append(f"{where}: {one.rule} {'off' if one.off else ', '.join(limits)}")
    return [Paragraph("Set by the plant file: " + "; ".join(said) + ".", "note")]
