"""Cases of the condenser of the examples: 500 MW, 20 000 titanium tubes."""

import dataclasses
from typing import Any

from greenlang.agents.condenser import AGENT
from greenlang.core.cases import case_from
from greenlang.core.provenance import Audited, audit

GOLDEN = {"t_in": "15 degC", "v": "16 m3/s", "q": "600 MW"}


def example(name: str) -> dict[str, Any]:
    """The example of an analysis, to be changed."""
    return dict(AGENT.analysis(name).example)


def run(name: str, **changes: Any) -> Any:
    """Result of an analysis on its example with some fields changed; None takes a field away."""
    return audited(name, **changes).result


def audited(name: str, **changes: Any) -> Audited[Any]:
    """The same with its record."""
    analysis = AGENT.analysis(name)
    given = {k: v for k, v in {**analysis.example, **changes}.items() if v is not None}
    return audit(analysis.run, case_from(analysis.case, given))


def part(name: str, field: str, **changes: Any) -> dict[str, Any]:
    """One nested field of an example, changed."""
    merged = {**AGENT.analysis(name).example[field], **changes}
    return {k: v for k, v in merged.items() if v is not None}


def floats(result: Any) -> dict[str, float]:
    """The numbers of a result."""
    return {
        field.name: float(value)
        for field in dataclasses.fields(result)
        if hasattr(value := getattr(result, field.name), "as_tuple")
    }
