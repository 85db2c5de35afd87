"""What an agent hands the platform: data from which command line, API, forms and reports follow."""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from greenlang import agents
from greenlang.core.cases import Field, fields, understood
from greenlang.core.errors import NotFound, near
from greenlang.library.alerts import Rule

Example = Mapping[str, Any]
"""A complete case as plain data, with units as its users write them."""


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
    example: Example

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
class Finding:
    """What a check of a plant file and its history found."""

    severity: Literal["error", "warning", "note"]
    where: str
    what: str


@dataclass(frozen=True)
class Spread:
    """What one tag's readings look like, in the unit of the source."""

    low: float  # 1st percentile
    median: float
    high: float  # 99th percentile
    good: float  # share of usable readings


class Plant(Protocol):
    """What the platform asks of a plant, whichever agent it is for."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def timezone(self) -> str:
        """IANA name of the zone of local time stamps."""
        ...

    @property
    def warnings(self) -> Sequence[str]:
        """What was assumed because the plant file does not say it."""
        ...


class Found(Protocol):
    """What the platform asks of the results of a history."""

    @property
    def failed(self) -> Mapping[str, str]:
        """Assets that could not be analysed -> why."""
        ...


@dataclass(frozen=True)
class History:
    """From a plant and its readings to results over time, a decision and a report.

    The functions are pure; a service does the reading, writing and sharing-out of work. A plant is
    a `Plant` and more, results are a `Found` and more: only the agent knows what.
    """

    plant: Callable[..., Any]  # plain data, tables, name -> the agent's plant
    tags: Callable[..., tuple[str, ...]]  # plant[, part] -> historian tags
    span: Callable[..., Any]  # plant, readings, start of the day -> grid that all parts share
    parts: Callable[[Any], tuple[tuple[str, ...], ...]]  # plant -> independent groups of assets
    run: Callable[..., Any]  # plant, readings, part, span[, progress] -> result of the part
    joined: Callable[[Any, Any, Sequence[Any]], Any]  # plant, span, results of parts -> history
    decided: Callable[..., Any]  # plant, history[, what shares out work] -> decision
    starter: Callable[[], str]  # a commented plant file
    implausible: Callable[[Any, Mapping[str, Spread]], Iterable[Finding]]
    table: Callable[
        ..., tuple[str, tuple[str, ...], list[tuple[str, ...]]]
    ]  # the fleet at a glance
    notes: Callable[..., Iterable[str]]  # what must be said below the table
    cases: Callable[..., Mapping[str, tuple[str, Any]]]  # name -> analysis, case: kept as records
    report: Callable[..., Any]  # what the report shows, as data
    assets: str  # top-level key of a plant file that holds the assets by name
    sections: tuple[str, ...] = ()  # top-level keys of a plant file that this agent alone has
    kept: Callable[[Any], Mapping[str, Any]] | None = None  # history -> what deciding needs of it
    recalled: Callable[[Mapping[str, Any]], Any] | None = None  # and back
    what_if: Callable[..., Any] | None = None  # plant, other plant, history, assets left alone
    compared: Callable[..., Any] | None = None  # both decisions, plant -> title, columns, rows


@dataclass(frozen=True)
class Section:
    """One section of the report: its name and the figures that it shows, or shows of each asset."""

    name: str
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


def agent(name: str) -> Agent:
    """The agent of that name; NotFound suggests the near one."""
    known = agents.names()
    if name not in known:
        raise NotFound(
            f"there is no agent {name!r}{near(name, known)}; there are {', '.join(known)}"
        )
    declared = importlib.import_module(f"greenlang.agents.{name}").AGENT
    if not isinstance(declared, Agent):
        raise TypeError(f"greenlang.agents.{name}.AGENT is no Agent")
    return declared
