"""What fouls an exchanger and on which side, and which way to clean is meant for that."""

from collections.abc import Mapping
from typing import cast

from greenlang.agents.exchanger.decide.equations import effect_of_sides
from greenlang.agents.exchanger.model import Deposit, Space
from greenlang.agents.reading import Node
from greenlang.core import units as u
from greenlang.core.tables import table
from greenlang.core.units import Unit, unit_in
from greenlang.library.fouling.mechanism import MECHANISMS

KEYS = ("tube", "shell", "tube_share")
SPACES: tuple[Space, Space] = ("tube", "shell")
UNKNOWN = "unknown"
RATIO = cast("Unit", unit_in(u.Ratio))


def deposit(node: Node) -> Deposit | None:
    """Mechanism by side, "unknown" where only the side is known; None where nothing is said."""
    if "deposit" not in node:
        return None
    part = node.node("deposit", KEYS)
    given = {
        side: part.text(side, UNKNOWN, (UNKNOWN, *MECHANISMS)) for side in SPACES if side in part
    }
    if not given:
        part.missing("tube", "the side that fouls and its mechanism, or 'unknown'")
    alone = {"tube": 1.0, "shell": 0.0}[next(iter(given))] if len(given) == 1 else None
    share = part.number("tube_share", RATIO, default=alone, above=-1e-9, upto=1)
    if alone is not None and share != alone:
        part.found.add(
            part.at("tube_share"), f"{share:g} of the deposit in the tubes, but only the side "
            f"{next(iter(given))} is said to foul: name both sides, or leave the share out"
        )  # fmt: skip
    return Deposit(given, share)


def effects(node: Node, deposits: Mapping[str, Deposit | None]) -> tuple[float, dict[str, float]]:
    """Effect of a way to clean: one for all, or by side (tube, shell) and so by exchanger.

    Where the plant file does not say how the deposit is shared, the lower one is taken.
    """
    if not isinstance(node.given.get("effect"), Mapping):
        whole = node.number("effect", RATIO, above=0, upto=1, needed=True)
        return whole or 1.0, {}
    part = node.node("effect", SPACES)
    tube, shell = (part.number(side, RATIO, above=-1e-9, upto=1, needed=True) for side in SPACES)
    if tube is None or shell is None:
        return 1.0, {}
    least = min(tube, shell)
    found: dict[str, float] = {}
    for name, one in deposits.items():
        if one is None or one.tube_share is None:
            node.found.assume(
                part.path, f"the lower effect, {least:g}, for {name}: assets.{name}.deposit does "
                f"not say how much of it is in the tubes"
            )  # fmt: skip
        else:
            found[name] = float(effect_of_sides(one.tube_share, tube, shell))
    return least, found


def unfit(node: Node, kind: str, deposits: Mapping[str, Deposit | None]) -> tuple[str, ...]:
    """Exchangers whose deposit a way of this kind does not remove, each said.

    What the plant file names under `assets` goes before the table of the literature.
    """
    cited = table("exchanger/cleaning_methods")
    kinds = cited.column("kind")
    if not kind or node.items("assets"):
        return ()
    at = kinds.index(kind)
    sides, mechanisms = (cited.column(key)[at].split() for key in ("sides", "mechanisms"))
    out = []
    for name, one in deposits.items():
        if one is not None and not any(
            side in sides and what in {UNKNOWN, *mechanisms} for side, what in one.of.items()
        ):
            told = " and ".join(f"{what} in the {side}" for side, what in one.of.items())
            node.found.assume(
                node.path, f"not planned for {name}, whose deposit is {told}: {kind} is meant for "
                f"{', '.join(mechanisms)} in the {' or '.join(sides)}; name its `assets` if it does"
            )  # fmt: skip
            out.append(name)
    return tuple(out)
