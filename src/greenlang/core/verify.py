"""Recompute a record from itself: no agent code, no solver, no engine.

Every number is followed to its origin, every formula is recompiled from its text and recomputed,
every residual and slack is judged, and each formula's text hash is compared with the list that was
published with the release, so that a record with a forged formula does not pass.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException, localcontext
from typing import Any

from greenlang.core import formulas, renewals, tables
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.errors import NotVerified, UnitError
from greenlang.core.quantities import LEVEL_SYMBOL, conversion, product
from greenlang.core.records import FORMAT, Record, SealedRecord, canonical, sha256
from greenlang.core.solve import RESIDUAL
from greenlang.core.units import Dimension, Unit

SLACK = Decimal("1E-7")
MALFORMED = (
    KeyError, IndexError, ValueError, TypeError, SyntaxError, DecimalException, UnitError,
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What holds. `unpublished` names formulas that are not in the given list of a release."""

    calculation: str
    steps: int
    evidence: int  # values read from outside, not recomputed
    unpublished: tuple[str, ...] = ()


@dataclass
class _Known:
    """Values by reference, and what remains to be closed."""

    content: dict[str, Any]
    attachments: Mapping[str, str]
    inputs: list[Decimal | None] = field(default_factory=list)
    values: list[Decimal | None] = field(default_factory=list)
    open: set[str] = field(default_factory=set)
    evidence: int = 0

    def value(self, reference: str) -> Decimal:
        """The number behind "i3", "s5" or "c2"."""
        kind, number = reference[:1], int(reference[1:])
        if kind == "c":
            return Decimal(number)
        rows = self.inputs if kind == "i" else self.values
        found = rows[number] if 0 <= number < len(rows) else None
        if found is None:
            raise NotVerified(f"{reference} is cited before it exists, or is no number")
        return found

    def unit(self, reference: str) -> str | None:
        """Unit of the number behind a reference; None for a count."""
        kind, number = reference[:1], int(reference[1:])
        if kind == "c":
            return None
        if kind == "i":
            return str(self.content["inputs"][number][2])
        step = self.content["steps"][number]
        return str(
            step["unit"] if isinstance(step, dict) else self.content["equations"][step[0]]["unit"]
        )


def opened(document: str) -> Record | SealedRecord:
    """A record from its JSON file; NotVerified if content, envelope or attachments were altered."""
    try:
        data = json.loads(document)
        record = Record(data["content"], data["content_hash"], tuple(data["attachments"].items()))
        stored = SealedRecord(record, data["envelope"], data["seal"]) if "seal" in data else record
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotVerified(f"this is no record of {FORMAT}: {error!r}") from None
    unaltered(stored)
    return stored


def unaltered(stored: Record | SealedRecord) -> None:
    """NotVerified if content, envelope or attachments do not fit their hashes."""
    record = stored.record if isinstance(stored, SealedRecord) else stored
    if sha256(record.content) != record.content_hash:
        raise NotVerified("the content was altered: its hash does not fit")
    if isinstance(stored, SealedRecord):
        _sealed(stored)
    for key, text in record.attachments:
        if sha256(text) != key:
            raise NotVerified(f"attachment {key} was altered")


def _sealed(stored: SealedRecord) -> None:
    if sha256(stored.envelope) != stored.seal:
        raise NotVerified("the envelope was altered: its seal does not fit")
    if json.loads(stored.envelope).get("content_hash") != stored.record.content_hash:
        raise NotVerified("the envelope belongs to another content")


def verify(record: Record, published: Mapping[str, str] | None = None) -> Verdict:
    """Recompute every step; raises NotVerified that names the first one that does not hold.

    `published` maps the equations of a release to their text hashes: a formula that differs from
    its published text raises, one that the list does not know is named in the verdict.
    """
    try:
        content = json.loads(record.content)
        known = _Known(content, dict(record.attachments))
        with localcontext(AUDIT_CONTEXT):
            return _verified(content, known, published)
    except MALFORMED as error:
        raise NotVerified(f"the record is malformed: {error!r}") from None


def _verified(
    content: dict[str, Any], known: _Known, published: Mapping[str, str] | None
) -> Verdict:
    if content["format"] != FORMAT:
        raise NotVerified(f"unknown format {content['format']!r}")
    known.inputs = [_input(entry) for entry in content["inputs"]]
    unpublished = [name for eq in content["equations"] if (name := _formula(eq, published))]
    for number, step in enumerate(content["steps"]):
        try:
            value = _recorded(step, known) if isinstance(step, dict) else _recomputed(step, known)
        except NotVerified as error:
            raise NotVerified(f"step {number}: {error}") from None
        known.values.append(value)
    if known.open:
        raise NotVerified(f"{', '.join(sorted(known.open))}: posited but never closed")
    for path, reference in content["outputs"].items():
        if isinstance(reference, str) and reference[:1] in {"i", "s"}:
            known.value(reference)
        elif not isinstance(reference, dict) or set(reference) != {"text"}:
            raise NotVerified(f"output {path} cites nothing")
    for key in content["attachments"]:
        if key not in known.attachments:
            raise NotVerified(f"attachment {key} is missing")
    return Verdict(
        content["calculation"], len(content["steps"]), known.evidence, tuple(unpublished)
    )


def _input(entry: list[str | None]) -> Decimal | None:
    name, text, unit = entry
    if unit is None or text is None:
        return None
    value = Decimal(text)
    if not value.is_finite():
        raise NotVerified(f"input {name} is {text}")
    return value


def _formula(eq: dict[str, Any], published: Mapping[str, str] | None) -> str | None:
    """The equation's name if no published list knows it; raises where its text is not its own."""
    marks = ",".join(f"{name} {unit}" for name, unit in eq["inputs"])
    own = formulas.text_hash(eq["name"], eq["kind"], marks, eq["formula"] or "", eq["unit"])
    if own != eq["hash"]:
        raise NotVerified(f"{eq['name']}: the formula's text does not fit its hash")
    if eq["kind"] == "conversion":
        _conversion(eq)
        return None
    for table in formulas.tables_of(eq["formula"] or "0"):
        if eq.get("tables", {}).get(table) != tables.table(table).sha256:
            raise NotVerified(f"{eq['name']}: it read another table {table} than the installed one")
    if (eq["formula"] is None) != (eq["kind"] == "lookup"):
        raise NotVerified(f"{eq['name']}: a formula is missing")
    if published is None or eq["name"] not in published:
        # a reading holds no formula to forge; the verdict names it as evidence
        return None if eq["kind"] == "lookup" else str(eq["name"])
    if published[eq["name"]] != own:
        raise NotVerified(f"{eq['name']}: the formula differs from the published one")
    return None


def _conversion(eq: dict[str, Any]) -> None:
    bare = product(eq["unit"].removesuffix(" diff"))[1]
    like = Unit(eq["unit"], Dimension(bare.powers, level=eq["symbol"] == LEVEL_SYMBOL))
    if conversion(eq["inputs"][0][1], like).text_hash != eq["hash"]:
        raise NotVerified(f"{eq['name']}: this is not the conversion of that unit")


def _recomputed(step: list[Any], known: _Known) -> Decimal:
    index, references, text = step
    eq = known.content["equations"][index]
    value, args = Decimal(text), [known.value(reference) for reference in references]
    if not value.is_finite():
        raise NotVerified(f"{eq['name']} gave {text}")
    _fitting(eq, references, known)
    parameters = tuple(name for name, _ in eq["inputs"])
    if eq["kind"] == "lookup":
        known.evidence += 1
        return value
    function = formulas.exact(eq["formula"], parameters)
    if eq["kind"] == "implicit":
        size = formulas.exact(eq.get("terms") or formulas.scale(eq["formula"]), parameters)
        if abs(function(value, *args)) > RESIDUAL * size(value, *args):
            raise NotVerified(f"{eq['name']}: {text} is no root of {eq['formula']}")
    elif canonical(again := function(*args)) != text:
        raise NotVerified(f"{eq['name']}: {eq['formula']} gives {canonical(again)}, not {text}")
    return value


def _fitting(eq: dict[str, Any], references: list[str], known: _Known) -> None:
    """Refuse a number in another unit than the one in which the formula takes it."""
    marks = eq["inputs"][1:] if eq["kind"] == "implicit" else eq["inputs"]
    for place, reference in enumerate(references):
        name, wanted = marks[min(place, len(marks) - 1)]
        unit = known.unit(reference)
        converts = eq["kind"] == "conversion" and place == 0
        if unit in {None, wanted} or (not converts and _powers(str(unit)) == _powers(wanted)):
            continue
        raise NotVerified(f"{eq['name']}: {name} is taken in {wanted}, {reference} is in {unit}")


@functools.cache
def _powers(unit: str) -> object:
    """Powers of a coherent SI unit; of any other unit its own name."""
    if unit in {"degC", "C"}:
        return unit
    factor, dimension = product(unit.removesuffix(" diff"))
    return unit if factor else dimension.powers


def _recorded(step: dict[str, Any], known: _Known) -> Decimal | None:
    if "choose" in step:
        values = [known.value(reference) for reference in step["of"]]
        if bool(formulas.exact(step["choose"], tuple(step["names"]))(*values)) is not step["taken"]:
            raise NotVerified(f"the branch {step['choose']!r} was taken wrongly")
        return None
    if "posit" in step:
        known.open.add(f"s{len(known.values)}")
        return Decimal(step["value"])
    if "closes" in step:
        _closed(step, known)
    elif "decides" in step:
        _decided(step, known)
    else:
        raise NotVerified(f"unknown kind of step: {sorted(step)}")
    return None


def _closed(step: dict[str, Any], known: _Known) -> None:
    if len(step["residuals"]) < len(step["unknowns"]):
        raise NotVerified(f"{step['closes']}: fewer equations than unknowns")
    for reference, terms in zip(step["residuals"], step["terms"], strict=True):
        size = sum((abs(known.value(term)) for term in terms), Decimal(0))
        if abs(known.value(reference)) > RESIDUAL * size:
            raise NotVerified(f"{step['closes']}: the residual {reference} is not closed")
    known.open -= set(step["unknowns"])


def _decided(step: dict[str, Any], known: _Known) -> None:
    known.value(step["objective"])
    for name, reference in step["slacks"].items():
        if known.value(reference) < -SLACK:
            raise NotVerified(f"{step['decides']}: the constraint {name} is broken")
    if step["problem"] not in known.attachments:
        raise NotVerified(f"{step['decides']}: the problem is not attached")
    prefix = step["decides"]
    posited = {
        reference
        for reference in known.open
        if known.content["steps"][int(reference[1:])].get("system") == prefix
    }
    if "certificate" in step:
        _certified(step, posited, known)
    known.open -= posited


def _certified(step: dict[str, Any], posited: set[str], known: _Known) -> None:
    """Every posited number is what the attached problem and certificate give."""
    if step["certificate"] not in known.attachments:
        raise NotVerified(f"{step['decides']}: the certificate is not attached")
    proved = renewals.proved(
        known.attachments[step["problem"]], known.attachments[step["certificate"]]
    )
    given = {known.content["steps"][int(one[1:])]["posit"]: known.value(one) for one in posited}
    if given.keys() != proved.keys():
        raise NotVerified(f"{step['decides']}: the certificate proves other numbers than these")
    for name, value in given.items():
        if value != proved[name]:
            raise NotVerified(f"{step['decides']}: {name} is {proved[name]}, not {value}")
