"""Lines of the log that are no cleanings: what happened to the unit, by its name."""

from collections.abc import Collection, Mapping
from typing import get_args

from greenlang.agents.exchanger.model import Operation, OperationKind
from greenlang.agents.reading import Node
from greenlang.core.errors import near

CLEANING = "cleaning"
KINDS: tuple[OperationKind, ...] = get_args(OperationKind)
WORDS: Mapping[str, OperationKind] = {
    **{kind.replace("_", " "): kind for kind in KINDS},
    "crude switch": "crude_change", "feed change": "crude_change", "mode switch": "mode_change",
    "decoking": "decoke", "antifoulant change": "antifoulant",
}  # fmt: skip
"""As they are written in a log: capitals, hyphens and underscores do not matter."""


def kind_of(node: Node, methods: Collection[str]) -> OperationKind | None:
    """What a line is of; None: a cleaning.

    The column `event` says it. Without it a method of such a name does, unless the plant file
    describes a method of that name.
    """
    given = _plain(node.text("event", ""))
    if given and given != CLEANING and given not in WORDS:
        node.found.add(
            node.at("event"), f"{given!r} is no event{near(given, WORDS)}: leave it empty for a "
            f"cleaning, or take one of {', '.join(WORDS)}"
        )  # fmt: skip
        return "other"
    if given:
        return WORDS.get(given)
    method = node.text("method", "")
    return None if method in methods else WORDS.get(_plain(method))


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").lower().split())


def operation(
    node: Node, kind: OperationKind, span: tuple[int, int], known: Collection[str]
) -> Operation:
    """The event; one of an asset that is neither exchanger nor fluid is one of the whole unit."""
    of = node.text("asset", "")
    remark = node.text("remark", "")
    if of and of not in known:
        close = near(of, known)
        if close:
            node.found.assume(
                node.path, f"{of!r} is neither exchanger nor fluid of the plant file{close}; taken "
                f"as an event of the whole unit"
            )  # fmt: skip
        of, remark = "", f"{of}: {remark}" if remark else of
    return Operation(kind, *span, of, remark)
