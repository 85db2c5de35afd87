"""Questions to a plan that need no new reading: what a history run keeps for them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from greenlang.agents.agent import Agent, History
from greenlang.core.errors import InputError, NotFound
from greenlang.services.history import declared, plant_of

NAME = "planning.json"


def written(how: History, history: Any, folder: Path) -> dict[str, str]:
    """Write what deciding needs of a history; name of the file -> what it is."""
    if how.kept is None:
        return {}
    with (folder / NAME).open("w", encoding="utf-8") as file:
        # Piece by piece: of a large fleet the whole text would be as large as all else together.
        json.dump(how.kept(history), file, ensure_ascii=False, allow_nan=False)
        file.write("\n")
    return {NAME: "what `replan` needs: other prices, crews, dates, methods without a new run"}


def what_if(
    agent: Agent, plant_file: Path, results: Path, other: Path | None, left_alone: Sequence[str]
) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    """Title, columns and rows: the plan of a plant file against that of another, or of less work.

    `results` is the folder of a history run. Errors: NotFound without its planning data, InputError
    where nothing differs.
    """
    how = declared(agent)
    if how.recalled is None or how.what_if is None or how.compared is None:
        raise NotFound(f"the agent {agent.name} plans nothing that could be planned anew")
    if other is None and not left_alone:
        raise InputError("what is to differ? give another plant file, or --without an asset")
    path = results / NAME if results.is_dir() else results
    if not path.is_file():
        raise NotFound(
            f"{path}: no planning data; give the folder that `history --out` has written"
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: no planning data: {error}") from None
    base = plant_of(agent, plant_file)
    changed = base if other is None else plant_of(agent, other)
    found = how.what_if(base, changed, how.recalled(data), left_alone=tuple(left_alone))
    title, columns, rows = how.compared(found, base)
    return title, columns, rows
