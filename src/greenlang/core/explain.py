"""A record as an engineer would write it: symbol, formula, numbers, unit, source."""

import json
import re
from decimal import Decimal
from typing import Any

from greenlang.core.records import Record


def explanation(record: Record, digits: int = 6) -> str:
    """The calculation as text: inputs, each step with its numbers, results, sources."""
    content = json.loads(record.content)
    values = _Values(content, digits)
    lines = [f"Calculation {content['calculation']}", "", "Given"]
    lines += [
        f"  {name} = {text if unit is None else values.short(text)} {unit or ''}".rstrip()
        for name, text, unit in content["inputs"]
    ]
    lines += ["", "Steps"]
    for number, step in enumerate(content["steps"]):
        lines += _step(number, step, content["equations"], values)
    lines += ["", "Results"]
    lines += [
        f"  {path} = {values.output(reference)}" for path, reference in content["outputs"].items()
    ]
    if content["warnings"]:
        lines += ["", "Warnings", *(f"  {warning}" for warning in content["warnings"])]
    lines += ["", "Sources"]
    sources = dict.fromkeys(eq["source"] for eq in content["equations"])
    lines += [f"  [{i}] {source}" for i, source in enumerate(sources, 1)]
    return "\n".join([*lines, "", f"Record {record.content_hash}"]) + "\n"


class _Values:
    """Looks up the number and unit behind a reference."""

    def __init__(self, content: dict[str, Any], digits: int) -> None:
        self.content, self.digits = content, digits
        sources = dict.fromkeys(eq["source"] for eq in content["equations"])
        self.numbers = {source: i for i, source in enumerate(sources, 1)}

    def short(self, text: str) -> str:
        """A number to so many digits, in plain form where that is readable."""
        value = Decimal(text)
        return f"{value:.{self.digits}g}".replace("E", "e") if value.is_finite() else text

    def text(self, reference: str) -> str:
        """The number behind a reference, shortened."""
        kind, number = reference[0], int(reference[1:])
        if kind == "c":
            return str(number)
        if kind == "i":
            return self.short(self.content["inputs"][number][1])
        step = self.content["steps"][number]
        return self.short(step["value"] if isinstance(step, dict) else step[2])

    def output(self, reference: Any) -> str:
        """An output with its unit and the step that it came from."""
        if isinstance(reference, dict):
            return str(reference["text"])
        return f"{self.text(reference)} {self.unit(reference)}  ({reference})"

    def unit(self, reference: str) -> str:
        """Unit of the number behind a reference."""
        kind, number = reference[0], int(reference[1:])
        if kind == "i":
            return str(self.content["inputs"][number][2])
        step = self.content["steps"][number]
        return str(
            step["unit"] if isinstance(step, dict) else self.content["equations"][step[0]]["unit"]
        )


def _step(number: int, step: Any, equations: list[dict[str, Any]], values: _Values) -> list[str]:
    if isinstance(step, dict):
        return [f"  s{number:<3} {_note(step, values)}"]
    index, references, _ = step
    eq = equations[index]
    numbers = [values.text(reference) for reference in references]
    names = [name.lstrip("*") for name, _ in eq["inputs"]]
    names = names[1:] if eq["kind"] == "implicit" else names
    formula = {
        "lookup": "read from " + eq["source"],
        "implicit": f"root of 0 = {eq['formula']}",
    }.get(eq["kind"], eq["formula"])
    value = f"{values.text(f's{number}')} {eq['unit']}"
    filled = _filled(eq["formula"] or "", dict(zip(names, numbers, strict=False)))
    shown = (
        filled
        if eq["kind"] in {"explicit", "conversion"} and len(names) == len(numbers)
        else ", ".join(numbers)
    )
    what = eq["name"].rpartition(".")[2].replace("_", " ")
    return [
        f"  s{number:<3} {eq['symbol']} = {formula}   [{values.numbers[eq['source']]}] {what}",
        f"       {' ' * len(eq['symbol'])} = {shown}",
        f"       {' ' * len(eq['symbol'])} = {value}",
    ]


def _filled(formula: str, numbers: dict[str, str]) -> str:
    """The formula with its numbers in place of the names."""
    if not numbers:
        return formula
    pattern = re.compile(
        rf"\b({'|'.join(sorted(map(re.escape, numbers), key=len, reverse=True))})\b"
    )
    return pattern.sub(
        lambda found: (
            f"({numbers[found.group()]})"
            if numbers[found.group()].startswith("-")
            else numbers[found.group()]
        ),
        formula,
    )


def _note(step: dict[str, Any], values: _Values) -> str:
    if "choose" in step:
        given = ", ".join(
            f"{n} = {values.text(r)}" for n, r in zip(step["names"], step["of"], strict=True)
        )
        return f"branch: {step['choose']} is {str(step['taken']).lower()} ({given})"
    if "posit" in step:
        value = f"{values.short(step['value'])} {step['unit']}"
        return f"{step['posit']} = {value}, unknown of {step['system']}"
    if "closes" in step:
        return f"{step['closes']} is solved: {', '.join(step['residuals'])} vanish"
    return (
        f"{step['decides']} decides {', '.join(step['slacks']) or 'freely'}: objective "
        f"{values.text(step['objective'])}, gap {step['gap']}"
    )
