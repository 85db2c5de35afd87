"""Chemistry of condensate and cooling water, and where the water goes."""

import math

import numpy as np

from greenlang.agents.condenser.figures import OF_FLEET
from greenlang.agents.condenser.figures.view import View, mean
from greenlang.agents.condenser.results import CondenserHistory, Floats
from greenlang.agents.condenser.summary.standing import HOUR, PPB, spread
from greenlang.agents.drawing import figure
from greenlang.agents.page import Chapter, Column, Origin, Table, fixed

CLASSES = ((7.0, "up to 7: good"), (14.0, "up to 14: usual"), (42.0, "up to 42: high"))
"""ppb of oxygen -> what the classes of condensers say (0.005, 0.01 and 0.03 cc/l, unconfirmed)."""


def chapter(view: View, _origin: Origin, names: tuple[str, ...]) -> Chapter:
    """Oxygen and where it comes from, leaking tubes, scale, make-up."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    return Chapter("Chemistry and water", (_table(view), *shown), follows=True)


def _table(view: View) -> Table:
    columns = (
        Column("Condenser"), Column("of"), Column("unit"), Column("last 30 d", "number"),
        Column("P10", "number"), Column("P50", "number"), Column("P90", "number"),
        Column("says"),
    )  # fmt: skip
    rows = [row for one in view.history.condensers for row in _rows(one)]
    return Table(columns, tuple(rows), empty="Neither oxygen nor any analysis is measured.")


def _rows(one: CondenserHistory) -> list[tuple[str, ...]]:
    day, more = one.daily, one.more
    known: list[tuple[str, str, Floats, int, str]] = [
        ("oxygen in the condensate", "ppb", PPB * day.oxygen, 1, _class(PPB * day.oxygen)),
        ("over what air explains", "ppb", PPB * (day.oxygen - day.oxygen_equilibrium), 1,
         "above zero: from below the water line"),
        ("subcooling", "K", day.subcooling, 2, "below saturation oxygen is taken up"),
    ]  # fmt: skip
    named = (
        ("m_leak", "cooling water in the condensate", "kg/h", HOUR, 1, "by its tracer"),
        ("langelier", "Langelier's index", "", 1.0, 2, "above zero it scales"),
        ("puckorius", "practical index", "", 1.0, 2, "below six it scales"),
        ("makeup", "make-up", "m³/h", HOUR, 0, ""), ("blowdown", "blowdown", "m³/h", HOUR, 0, ""),
        ("cycles", "cycles of concentration", "", 1.0, 1, ""),
    )  # fmt: skip
    known += [
        (title, unit, scale * more[key], places, says)
        for key, title, unit, scale, places, says in named
        if key in more
    ]
    return [
        (one.asset, title, unit, fixed(mean(x[-30:]), places),
         *(fixed(v, places) for v in spread(x)), says)
        for title, unit, x, places, says in known
        if np.isfinite(x).any()
    ]  # fmt: skip


def _class(values: Floats) -> str:
    now = mean(values[-30:])
    if not math.isfinite(now):
        return ""
    return next((name for limit, name in CLASSES if now <= limit), "above 42: very high")
