"""The golden records: one for each analysis, from its own example, compared byte by byte.

Further cases are kept besides, such as ratings of other kinds, "exchanger.rating.air_4_4".

python -m tests.golden.records          compare with those that are kept; 1 where one differs
python -m tests.golden.records --keep   keep them as they are now (with a line in the changelog)
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from greenlang.agents import names
from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.provenance import audit
from greenlang.core.records import Record
from tests.agents.condenser import golden_cases
from tests.agents.exchanger import rating_examples

MORE: dict[str, Mapping[str, Any]] = {
    "exchanger.rating": rating_examples.GOLDEN,
    **golden_cases.GOLDEN,
}
FOLDER = Path(__file__).parent


def analyses() -> list[str]:
    """Every analysis, such as "exchanger.performance", and its further cases."""
    own = [f"{name}.{analysis.name}" for name in names() for analysis in agent(name).analyses]
    return [*own, *(f"{name}.{kind}" for name, cases in MORE.items() for kind in cases)]


def content(name: str) -> bytes:
    """The record of an analysis's example, as it is written now."""
    return record(name).content.encode()


def record(name: str) -> Record:
    """The record of an analysis's example, with what is attached to it."""
    owner, analysis_name, *kind = name.split(".")
    analysis = agent(owner).analysis(analysis_name)
    given = MORE[f"{owner}.{analysis_name}"][kind[0]] if kind else analysis.example
    return audit(analysis.run, case_from(analysis.case, given)).record


def kept(name: str) -> Path:
    """Where the golden record of an analysis lies."""
    return FOLDER / f"{name}.json"


def main() -> int:
    """Compare or keep; 1 where a record differs or where there is none."""
    if "--keep" in sys.argv[1:]:
        for name in analyses():
            kept(name).write_bytes(content(name))
        return 0
    differing = [
        name
        for name in analyses()
        if not kept(name).exists() or content(name) != kept(name).read_bytes()
    ]
    for name in differing:
        print(f"{name}: the record differs from {kept(name).name}")
    return 1 if differing or not analyses() else 0


if __name__ == "__main__":
    sys.exit(main())
