"""The chapter on alerts: what lasts, and what was lately."""

from greenlang.agents import chapters
from greenlang.agents.drawing import figure
from greenlang.agents.exchanger.figures import OF_FLEET
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.page import Chapter, Origin


def chapter(view: View, _origin: Origin, names: tuple[str, ...]) -> Chapter:
    """Alerts that last, the most urgent first; those lately cleared; what the plant sets."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    where = ("exchangers", "assets")
    end = view.history.end
    return chapters.alerted(view.alerts, view.currency, end, shown, view.plant.rules, where)
