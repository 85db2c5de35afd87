"""What was computed, from what, by which formula of which book.

    audited = audit(exchanger.performance, case)
    audited.result, audited.record, audited.warnings

Recording is ambient: a context variable holds the trail, so methods contain no bookkeeping. Each
number is an input, the result of a step, or a count; any other is refused.
"""

import contextvars
import dataclasses
import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, localcontext
from json.encoder import encode_basestring
from typing import Any, Generic, TypeVar, cast

from greenlang.core import cases, formulas, quantities, ranges, tables
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.errors import ImpossibleState, InputError, UntracedValue
from greenlang.core.records import FORMAT, HASH, Record, canonical, canonical_json, sha256
from greenlang.core.units import Unit

_trail: contextvars.ContextVar["Trail | None"] = contextvars.ContextVar("trail", default=None)
active = _trail.get
R = TypeVar("R")
_STEPS = tuple(f'"s{number}"' for number in range(512))  # how a step cites an earlier one


class Count(int):
    """A whole number from configuration: shells, passes, members of a list."""


def name_of(function: Callable[..., Any]) -> str:
    """`agent.topic.name` of a function: its module without the package and layer."""
    parts = [
        part
        for part in function.__module__.split(".")
        if part not in {"greenlang", "library", "agents", "equations"}
    ]
    return ".".join([*parts, function.__name__])


@functools.lru_cache(1024)
def calculation_of(function: Callable[..., Any]) -> str:
    """Name of a method as its users know it: "exchanger.performance"."""
    *topic, name = (part for part in name_of(function).split(".") if part != "method")
    return ".".join([*(topic[:-1] if topic[-1:] == [name] else topic), name])


def count(n: int) -> Count:
    """Mark a whole number that comes from configuration, not from measurement."""
    return Count(n)


@dataclass(frozen=True)
class Audited(Generic[R]):
    """A result, its record, and what a careful reader should know."""

    result: R
    record: Record
    warnings: tuple[ranges.RangeWarning, ...]


class Trail:
    """Inputs and steps of one analysis, in the order in which they came."""

    def __init__(self) -> None:
        self.inputs: list[str] = []
        self.equations: dict[Any, int] = {}
        self.steps: list[str] = []  # as the record holds them
        self.warnings: list[ranges.RangeWarning] = []
        self.attachments: dict[str, str] = {}
        self._references: dict[int, str] = {}  # id of a Decimal -> how a step cites it
        self.known = self._references.get
        self._alive: list[Decimal | Count] = []  # keeps ids unique

    def own(self, value: Decimal, reference: str) -> Decimal:
        """The same number, from now on citable by this reference."""
        if id(value) in self._references:  # an equation handed an argument back
            value = value.copy_abs().copy_sign(value)
        self._references[id(value)] = reference
        self._alive.append(value)
        return value

    def input(self, name: str, text: str, unit: str | None) -> str:
        """Record an input as given; returns its reference."""
        quoted = "null" if unit is None else encode_basestring(unit)
        self.inputs.append(f"[{encode_basestring(name)},{encode_basestring(text)},{quoted}]")
        return f'"i{len(self.inputs) - 1}"'

    def step(self, eq: Any, args: tuple[Any, ...], value: Decimal) -> Decimal:
        """Record one equation; returns its value, from now on citable as this step's."""
        references, steps, equations = self._references, self.steps, self.equations
        try:
            cited = ",".join(map(references.__getitem__, map(id, args)))
        except KeyError:  # a count, or a number from nowhere
            cited = ",".join([self.cite(arg, eq.name) for arg in args])
        if (place := equations.get(eq)) is None:
            place = equations[eq] = len(equations)
        if eq.valid:
            self.warnings += ranges.outside(eq, args)
        if id(value) in references:  # an equation handed an argument back
            value = value.copy_abs().copy_sign(value)
        number = len(steps)
        references[id(value)] = _STEPS[number] if number < len(_STEPS) else f'"s{number}"'
        self._alive.append(value)
        steps.append(f'[{place},[{cited}],"{canonical(value)}"]')
        return value

    def note(self, entry: Mapping[str, Any]) -> str:
        """Record a step that is no equation: a branch, a posited value, a closed system."""
        self.steps.append(canonical_json(entry))
        return f'"s{len(self.steps) - 1}"'

    def chosen(
        self, condition: str, names: tuple[str, ...], cited: list[str], *, taken: bool
    ) -> None:
        """Record a branch, as `note` would."""
        known, of = (",".join(map(encode_basestring, part)) for part in (names, cited))
        self.steps.append(
            f'{{"choose":{encode_basestring(condition)},"names":[{known}],"of":[{of}],'
            f'"taken":{"true" if taken else "false"}}}'
        )

    def attach(self, text: str) -> str:
        """Keep long evidence beside the record; returns its hash."""
        key = sha256(text)
        self.attachments[key] = text
        return key

    def cite(self, value: Any, reader: str) -> str:
        """Reference of a number that `reader` uses; UntracedValue if it came from nowhere."""
        if type(value) is Count:
            self._alive.append(value)
            return self._references.setdefault(id(value), f'"c{value}"')
        if (reference := self._references.get(id(value))) is None:
            raise UntracedValue(f"{reader}: {value!r} is neither an input nor the result of a step")
        return reference


def refuse(name: str, args: tuple[Any, ...]) -> None:
    """An audit runs on traced Decimals alone."""
    raise UntracedValue(f"{name}: called inside an audit without a traced number: {args!r}")


@contextmanager
def untraced() -> Iterator[None]:
    """Leave the trail for a while: to find a starting value, never a result."""
    token = _trail.set(None)
    try:
        yield
    finally:
        _trail.reset(token)


@functools.cache
def _barometer_first(kind: type) -> tuple[cases.Field, ...]:
    return tuple(sorted(cases.fields(kind), key=lambda field: field.name != "barometer"))


def entered(trail: Trail, case: Any, path: str = "", barometer: Decimal | None = None) -> Any:
    """The same case in Decimal and SI, every number citable; cases may nest: "users[2].m"."""
    values: dict[str, Any] = {}
    kind: type = type(case)
    for field in _barometer_first(kind):
        value, name = getattr(case, field.name), f"{path}.{field.name}" if path else field.name
        values[field.name] = _entered(trail, field.shape, value, name, field.shape.many, barometer)
        if field.name == "barometer" and isinstance(values["barometer"], Decimal):
            barometer = values["barometer"]
    return type(case)(**values)


def _entered(
    trail: Trail, shape: cases.Shape, value: Any, name: str, many: int, barometer: Decimal | None
) -> Any:
    if value is None:
        if not shape.optional:
            raise InputError(f"{name}: missing")
        return None
    if many:
        return tuple(
            _entered(trail, shape, part, f"{name}[{i}]", many - 1, barometer)
            for i, part in enumerate(value)
        )
    if shape.role == "number":
        return _number(trail, shape, value, name, barometer)
    if shape.role == "case":
        if isinstance(shape.type, tuple):
            trail.input(f"{name}.kind", cases.kind_name(type(value)), None)
        return entered(trail, value, name, barometer)
    if shape.role == "attachment":
        trail.input(name, trail.attach(value.text), None)
        return value
    trail.input(name, str(value).lower() if shape.role == "flag" else str(value), None)
    return count(value) if shape.role == "count" else value


def _number(
    trail: Trail, shape: cases.Shape, value: Any, name: str, barometer: Decimal | None
) -> Decimal:
    like = shape.unit
    if like is None:
        raise TypeError(f"{name} has no unit")
    if type(value) is quantities.Quantity and not value.unit and value.value.is_finite():
        exact = AUDIT_CONTEXT.plus(value.value)
        exact = trail.own(exact, trail.input(name, canonical(exact), like.symbol))
        return _above_zero(exact, like, value, name)
    if type(value) is Decimal and value.is_finite():
        exact = AUDIT_CONTEXT.plus(value)
        return trail.own(exact, trail.input(name, canonical(exact), like.symbol))
    given = cases.number(value, name)
    exact = AUDIT_CONTEXT.plus(given.value)
    if not given.unit or given.unit == like.symbol:
        exact = trail.own(exact, trail.input(name, canonical(exact), like.symbol))
        return _above_zero(exact, like, given, name)
    try:
        how = quantities.conversion(given.unit, like)
        exact = trail.own(exact, trail.input(name, canonical(exact), given.unit))
        args = quantities.arguments(how, exact, barometer, given.unit)
    except InputError as error:
        raise type(error)(f"{name}: {error}") from None
    return _above_zero(trail.step(how, args, quantities.converted(how, args)), like, given, name)


def _above_zero(value: Decimal, like: Unit, given: quantities.Quantity, name: str) -> Decimal:
    if like.dimension.level and value <= 0:
        raise ImpossibleState(
            f"{name}: {given.value} {given.unit or like.symbol} lies at or below absolute zero; "
            "check the value and its unit"
        )
    return value


def _outputs(trail: Trail, result: Any) -> str:
    """Canonical JSON of what each number of the result cites, and of its texts."""
    parts: list[str] = []
    _told(parts, trail, result, '"')
    return f"{{{','.join(sorted(parts))}}}"


def _told(parts: list[str], trail: Trail, result: Any, before: str) -> None:
    """`"path":"s7"` of every field that is not None; a path holds nothing that JSON escapes."""
    known, kind = trail.known, cast("Any", type(result))
    for name, shape, plain in _by_name(kind):
        value = getattr(result, name)
        if value is None:
            continue
        if plain:
            cited = known(id(value)) or trail.cite(value, f"output {before[1:]}{name}")
            parts.append(f'{before}{name}":{cited}')
        else:
            _told_part(parts, trail, shape, value, before + name, shape.many)


@functools.cache
def _by_name(kind: Any) -> tuple[tuple[str, cases.Shape, bool], ...]:
    """Fields in the order of a record, and whether each is one number: sorting has little left."""
    return tuple(
        (field.name, field.shape, field.shape.role == "number" and not field.shape.many)
        for field in sorted(cases.fields(kind), key=lambda field: field.name)
    )


def _told_part(
    parts: list[str], trail: Trail, shape: cases.Shape, value: Any, path: str, many: int
) -> None:
    if value is None:
        return
    if many:
        for i, part in enumerate(value):
            _told_part(parts, trail, shape, part, f"{path}[{i}]", many - 1)
    elif shape.role == "case":
        if isinstance(shape.type, tuple):
            parts.append(f'{path}.kind":{{"text":"{cases.kind_name(type(value))}"}}')
        _told(parts, trail, value, f"{path}.")
    elif shape.role == "number":
        parts.append(f'{path}":{trail.known(id(value)) or trail.cite(value, f"output {path[1:]}")}')
    else:
        text = str(value).lower() if shape.role == "flag" else str(value)
        parts.append(f'{path}":{{"text":{encode_basestring(text)}}}')


def _equation_text(eq: Any) -> str:
    if (text := getattr(eq, "record_text", None)) is None:
        entry = {
            "formula": eq.formula,
            "hash": eq.text_hash,
            "inputs": [[name, unit.symbol] for name, unit in eq.inputs],
            "kind": eq.kind,
            "name": eq.name,
            "source": eq.source,
            "symbol": eq.symbol,
            "unit": eq.unit.symbol,
        }
        if eq.kind == "implicit" and eq.terms:
            entry["terms"] = eq.terms
        if read := formulas.tables_of(eq.formula or "0"):
            entry["tables"] = {name: tables.table(name).sha256 for name in read}
        text = canonical_json(entry)
        object.__setattr__(eq, "record_text", text)
    return str(text)


def _opening(trail: Trail, calculation: str) -> tuple[str, Any]:
    """What a record opens with, and its hash so far: calculation and the text of each equation."""
    if not trail.attachments:
        text, digest = _kept_opening(calculation, tuple(trail.equations))
        return text, digest.copy()
    return _opened(calculation, tuple(trail.equations), trail.attachments)


@functools.lru_cache(64)
def _kept_opening(calculation: str, equations: tuple[Any, ...]) -> tuple[str, Any]:
    """Alike for every case that takes the same equations, and most of its record."""
    return _opened(calculation, equations, ())


def _opened(
    calculation: str, equations: tuple[Any, ...], attached: Iterable[str]
) -> tuple[str, Any]:
    text = (
        f'{{"attachments":{canonical_json(sorted(attached))},'
        f'"calculation":{encode_basestring(calculation)},'
        f'"equations":[{",".join(map(_equation_text, equations))}],'
    )
    return text, hashlib.sha256(text.encode())


def audit(calculation: Callable[[Any], R], case: Any) -> Audited[R]:
    """Run `calculation(case)` in Decimal and record it."""
    trail = Trail()
    token = _trail.set(trail)
    try:
        with localcontext(AUDIT_CONTEXT):
            result = calculation(entered(trail, case))
    finally:
        _trail.reset(token)
    if not dataclasses.is_dataclass(result):
        raise TypeError(f"{name_of(calculation)}: a result is a dataclass, not {result!r}")
    outputs = _outputs(trail, result)
    opening, digest = _opening(trail, calculation_of(calculation))
    rest = (
        f'"format":"{FORMAT}","inputs":[{",".join(trail.inputs)}],'
        f'"outputs":{outputs},"steps":[{",".join(trail.steps)}],'
        f'"warnings":{canonical_json([str(w) for w in trail.warnings])}}}'
    )
    digest.update(rest.encode())
    attachments = tuple(sorted(trail.attachments.items()))
    record = Record(opening + rest, f"{HASH}{digest.hexdigest()}", attachments)
    return Audited(result, record, tuple(trail.warnings))
