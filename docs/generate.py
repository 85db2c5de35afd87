"""The method pages: one page a topic, made from the equation registry while the site is built.

MkDocs calls `on_config` and `on_files` (see mkdocs.yml); nothing generated is ever kept.
"""

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import greenlang.agents
import greenlang.core
import greenlang.library
from docs import formula
from docs.uses import reached
from greenlang.core import formulas, tables
from greenlang.core.equations import REGISTRY, Equation

METHODS = "methods"
PRIMITIVES = (
    ("phi(x)", "(1 - exp(-x)) / x", "1 where x is 0"),
    ("log_mean(a, b)", "(a - b) / ln(a / b)", "a where a and b are equal"),
    ("mason(n, r)", None, "Mason's series for one crossflow pass, both fluids unmixed"),
    ("smaller(a, b)", None, "the smaller of two values"),
    ("larger(a, b)", None, "the larger of two values"),
)
KINDS = {
    "lookup": "Read from an engine or table: the value is kept as evidence and never recomputed.",
    "implicit": "Solved for its first variable; a record is verified by its residual.",
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the generated pages and the decisions on the map of the site."""
    decisions = sorted((Path(config.docs_dir) / "decisions").glob("[0-9]*.md"))
    config.nav = [
        *(config.nav or []),
        {"Methods": [f"{METHODS}/index.md", *({t: page_of(t)} for t in sorted(topics()))]},
        {"Decisions": ["decisions/index.md", *(f"decisions/{path.name}" for path in decisions)]},
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those that were written by hand."""
    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def pages() -> dict[str, str]:
    """Path -> Markdown of every method page."""
    uses = uses_of_equations()
    found = {page_of(topic): page(topic, list(eqs), uses) for topic, eqs in topics().items()}
    return {f"{METHODS}/index.md": index(), **found}


def topics() -> dict[str, list[Equation]]:
    """Topic -> its equations, in the order in which they stand in the code."""
    for package in (greenlang.core, greenlang.library, greenlang.agents):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: defaultdict[str, list[Equation]] = defaultdict(list)
    for eq in REGISTRY.values():
        if eq.function.__module__.startswith("greenlang."):
            found[topic_of(eq.name)].append(eq)
    return dict(found)


def topic_of(name: str) -> str:
    """`heat.lmtd` of `heat.lmtd.end_difference`."""
    return name.rpartition(".")[0]


def page_of(topic: str) -> str:
    """Path of a topic's page."""
    return f"{METHODS}/{topic.replace('.', '-')}.md"


def uses_of_equations() -> dict[str, list[str]]:
    """Equation -> the analyses that lead to it, as `agent analysis`."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for title, run in analyses():
        for name in reached(run):
            found[name].append(title)
    return {name: sorted(set(titles)) for name, titles in found.items()}


def analyses() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every analysis of every agent, and its function."""
    for module in pkgutil.iter_modules(greenlang.agents.__path__, "greenlang.agents."):
        agent = getattr(importlib.import_module(module.name), "AGENT", None)
        if agent is None:
            continue
        for analysis in agent.analyses:
            yield f"{agent.name} {analysis.name}", analysis.run
        if agent.history is not None:
            for step in (agent.history.run, agent.history.joined, agent.history.decided):
                yield f"{agent.name} history", step


def index() -> str:
    """The list of topics."""
    rows = "\n".join(
        f"| [{topic}]({Path(page_of(topic)).name}) | {_purpose(eqs[0])} | {len(eqs)} |"
        for topic, eqs in sorted(topics().items())
    )
    return (
        "# Methods\n\nEvery formula of GreenLang, as the code has it: these pages are made from "
        "the registered equations themselves when the site is built. Inside, every number is in "
        "coherent SI units; pressures are absolute.\n\n"
        f"| topic | about | equations |\n| --- | --- | ---: |\n{rows}\n\n"
        f"## Functions in formulas\n\nBesides those of every textbook:\n\n{primitives()}\n"
    )


def primitives() -> str:
    """The functions of the vocabulary that a reader may not know."""
    rows = "\n".join(
        f"| {formula.expression(call)} | {formula.expression(text) if text else say} "
        f"| {say if text else ''} |"
        for call, text, say in PRIMITIVES
    )
    return f"| in formulas | means | limit |\n| --- | --- | --- |\n{rows}\n"


def page(topic: str, equations: list[Equation], uses: Mapping[str, list[str]]) -> str:
    """Markdown of one topic."""
    sections = "\n".join(section(eq, uses.get(eq.name, [])) for eq in equations)
    return f"# {topic}\n\n{_purpose(equations[0])}\n\n{sections}"


def section(eq: Equation, uses: list[str]) -> str:
    """Markdown of one equation: text, formula, variables, range, source, use."""
    name = eq.name.rpartition(".")[2]
    parts = [
        f"## {name.replace('_', ' ')} {{ #{eq.name} }}",
        _text(eq.doc),
        _typeset(eq),
        _variables(eq),
        _coefficients(eq),
        *([KINDS[eq.kind]] if eq.kind in KINDS else []),
        *([f"Needs {_conditions(eq)}."] if eq.guards else []),
        *(["A correlation: its constants carry units of their own."] if eq.empirical else []),
        f"Source: {_escaped(eq.source)}",
        f"Used by: {', '.join(f'`{use}`' for use in uses)}" if uses else "",
        f'<small class="name">`{eq.name}`</small>',
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _typeset(eq: Equation) -> str:
    if eq.formula is None:
        return ""
    units = {name.lstrip("*"): unit.symbol for name, unit in eq.inputs}
    math = formula.mathml(eq.formula, eq.symbol, units, implicit=eq.kind == "implicit")
    return f'<div class="formula">{math}</div>'


def _variables(eq: Equation) -> str:
    ranged = bool(eq.valid)
    rows = [[formula.inline(eq.symbol), "value", _unit(eq.unit.symbol), ""]]
    for raw, unit in eq.inputs:
        name = raw.lstrip("*")
        low, high = eq.valid.get(name, ("", ""))
        label = f"`{name}`" + (" (any number)" if raw != name else "")
        limits = f"{low} to {high}" if low else ""
        rows.append([formula.inline(name, unit.symbol), label, _unit(unit.symbol), limits])
    head = ["symbol", "name", "unit", "valid"]
    lines = (f"| {' | '.join(row if ranged else row[:3])} |" for row in [head, ["---"] * 4, *rows])
    return "\n".join(lines)


def _unit(symbol: str) -> str:
    """The unit with its exponents raised: m²/s."""
    return re.sub(r"(?<=[a-zA-Z])[23]", lambda mark: "²³"[int(mark[0]) - 2], symbol)


def _coefficients(eq: Equation) -> str:
    cited = [tables.table(name) for name in formulas.tables_of(eq.formula or "0")]
    rows = "; ".join(f"`{table.name}` ({_escaped(table.source)})" for table in cited)
    return f"Coefficients: {rows}" if rows else ""


def _conditions(eq: Equation) -> str:
    return "; ".join(f"`{condition}` (otherwise: {_escaped(say)})" for condition, say in eq.guards)


def _purpose(eq: Equation) -> str:
    """First line of the module's docstring that an equation lives in."""
    text = importlib.import_module(eq.function.__module__).__doc__ or ""
    return _escaped(text.strip().partition("\n")[0])


def _text(doc: str) -> str:
    """The docstring; its examples as code."""
    prose, mark, example = doc.partition(">>>")
    return _escaped(prose.strip()) + (
        f"\n\n```pycon\n{mark}{example.rstrip()}\n```" if mark else ""
    )


def _escaped(text: str) -> str:
    for sign in "\\*_|<[":
        text = text.replace(sign, f"\\{sign}")
    return text
