"""What each tag that is not there costs, and every tag with its counts for other programs."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.figures.words import REDUNDANCY
from greenlang.agents.exchanger.model import Exchanger
from greenlang.agents.page import MISSING, Column, Sheet, Table, fixed
from greenlang.core.quality import Quality

STATES = ("t_hot_in", "t_hot_out", "t_cold_in", "t_cold_out", "m_hot", "m_cold")
TUBE = "no hydraulic diagnosis in the tubes: plugging and a leak are not told from fouling"
SHELL = "the side of the deposit is not separable"
VALVE = "a bypass is told from fouling by the pressure drop alone"
BLIND = "a bypass cannot be told from fouling"
FOLLOWS = "its value follows from the heat balance: no balance test, a lying tag is not seen"
SHARED = "its value follows from shared pipes and balances; one check fewer of the others"
NOTHING = "no duty, so no result"
INDEX = "the air flow is taken from the fan: an index only"
Row = tuple[str, str, str, str]


def rows(view: View) -> Iterator[Row]:
    """Exchanger, role, why it is not there, what that costs."""
    dead = {t.tag: t.verdict for t in view.history.tags if t.good == 0}
    for asset in view.plant.assets:
        gone = {role: tag.tag for role, tag in asset.tags.items() if tag.tag in dead}
        have = {role for role in asset.tags if role not in gone}
        for role in (*STATES, "dp_tube", "dp_shell", "bypass"):
            if role not in have and _has_role(asset, role):
                why = dead[gone[role]] if role in gone else "not in the plant file"
                yield asset.name, role, why, _cost(view, asset, role, have)


def _has_role(asset: Exchanger, role: str) -> bool:
    """An air cooler has no drop and no bypass that anybody measures."""
    return role in STATES or asset.kind != "air_cooled"


def _cost(view: View, asset: Exchanger, role: str, have: set[str]) -> str:
    if role in STATES:
        if asset.index and role in {"m_cold", "t_cold_out"}:
            return INDEX
        if asset.name in view.history.failed:
            return NOTHING
        known = {one.asset: one.redundancy for one in view.history.exchangers}
        lacking = [one for one in STATES if one not in have]
        return SHARED if len(lacking) > 1 and known.get(asset.name) else FOLLOWS
    if role == "bypass":
        return VALVE if have & {"dp_tube", "dp_shell"} else BLIND
    return TUBE if role == "dp_tube" else SHELL


def table(view: View) -> Table:
    """The table of the report."""
    columns = (
        Column("Tag that is not there"), Column("measures"), Column("why"), Column("what it costs"),
    )  # fmt: skip
    return Table(columns, tuple(rows(view)), empty="No exchanger lacks a tag.")


def balances(view: View) -> Table:
    """How each exchanger's measurements agree with one another."""
    columns = (
        Column("Balance of"), Column("usual test", "number", "z"),
        Column("worst day", "number", "z"), Column("hours used", "number", "%"),
        Column("what checks it"),
    )  # fmt: skip
    found = []
    for one in view.history.exchangers:
        z = np.empty(0) if one.tracking is None else one.tracking.z[np.isfinite(one.tracking.z)]
        hours = sum(one.counts.values())
        used = 100.0 * one.counts.get("good", 0) / hours if hours else math.nan
        found.append((
            one.asset, fixed(float(np.median(z)), 1) if z.size else MISSING,
            fixed(float(z.max()), 1) if z.size else MISSING, fixed(used, 0),
            REDUNDANCY.get(one.redundancy, one.redundancy),
        ))  # fmt: skip
    return Table(columns, tuple(found), empty="No exchanger could be analysed.")


def sheet(view: View) -> Sheet:
    """Every tag: readings by what became of them, adjustment, test, verdict."""
    tags = view.history.tags
    seen = [q.name.lower() for q in Quality if any(t.counts.get(q.name.lower()) for t in tags)]
    columns: tuple[tuple[str, str, Sequence[Any]], ...] = (
        ("tag", "", [t.tag for t in tags]),
        ("asset", "", [t.asset for t in tags]),
        ("measures", "", [t.role for t in tags]),
        *((name, "1", [t.counts.get(name, 0) for t in tags]) for name in seen),
        ("adjustment", "sigma", [t.adjustment for t in tags]),
        ("z", "1", [t.z for t in tags]),
        ("verdict", "", [t.verdict for t in tags]),
    )
    return Sheet("tags", "every tag: what became of its readings, its tests, its verdict", columns)
