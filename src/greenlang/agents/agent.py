"""What an agent hands the platform: data from which command line, API, forms and reports follow."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from greenlang.core.cases import Field, fields, understood
from greenlang.core.errors import NotFound, near


@dataclass(frozen=True)
class Analysis:
    """One question that an agent answers: a case in, a result out.

    `example` is a complete case as plain data, with units as its users write them; it serves help
    texts, forms, golden records and the API's documentation.
    """

    name: str  # "performance" -> greenlang exchanger performance, POST /exchanger/performance
    title: str
    case: type
    result: type
    run: Callable[[Any], Any]
    example: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Fail when the agent is imported, not when somebody asks the question."""
        understood(self.case)
        understood(self.result)

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The fields of the case: enough for a request model, a form, a help text."""
        return fields(self.case)

    @property
    def outputs(self) -> tuple[Field, ...]:
        """The fields of the result: one table for the API, the report and the page."""
        return fields(self.result)


@dataclass(frozen=True)
class History:
    """From a plant and its readings to results over time, a decision and a report.

    `plant` takes the plain data of a plant file (and a way to read the tables that it names) to the
    agent's plant; `tags` names the historian tags that it needs; `parts` splits the work into
    independent pieces (tag groups that share pipes), `run` analyses one piece, `joined` puts the
    pieces together, `decided` adds the plan.
    """

    plant: Callable[..., Any]
    tags: Callable[[Any], tuple[str, ...]]
    parts: Callable[[Any], tuple[Any, ...]]
    run: Callable[..., Any]
    joined: Callable[..., Any]
    decided: Callable[..., Any]
    starter: Callable[[], str]


@dataclass(frozen=True)
class Rule:
    """An alert rule as data: when it holds, when it clears, where its limit comes from."""

    name: str
    condition: str
    limit: str
    clears: str
    severity: str
    source: str


@dataclass(frozen=True)
class Section:
    """One section of the report: its title and the figures that it shows."""

    title: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agent:
    """A name and what it offers. Nothing else is registered anywhere."""

    name: str
    title: str
    analyses: tuple[Analysis, ...]
    history: History | None = None
    rules: tuple[Rule, ...] = ()
    sections: tuple[Section, ...] = ()
    pages: Mapping[str, Any] = field(default_factory=dict)

    def analysis(self, name: str) -> Analysis:
        """The analysis of that name; NotFound suggests the near one."""
        known = {analysis.name: analysis for analysis in self.analyses}
        if name not in known:
            raise NotFound(f"{self.name} has no analysis {name!r}{near(name, known)}")
        return known[name]


def names() -> tuple[str, ...]:
    """Names of the installed agents, without importing them."""
    package = importlib.import_module("greenlang.agents")
    return tuple(
        sorted(found.name for found in pkgutil.iter_modules(package.__path__) if found.ispkg)
    )


def agent(name: str) -> Agent:
    """The agent of that name; NotFound suggests the near one."""
    known = names()
    if name not in known:
        raise NotFound(
            f"there is no agent {name!r}{near(name, known)}; there are {', '.join(known)}"
        )
    declared = importlib.import_module(f"greenlang.agents.{name}").AGENT
    if not isinstance(declared, Agent):
        raise TypeError(f"greenlang.agents.{name}.AGENT is no Agent")
    return declared
