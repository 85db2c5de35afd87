"""The shape of cases and results: what each field is, found once from its annotation.

A field is a number with a unit, a count, a choice (text), a flag, a nested dataclass, a tuple of
any of these, or one of them or None. Anything else is refused when the shape is first asked for.
"""

import dataclasses
import functools
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args, get_origin, get_type_hints

from greenlang.core.errors import InputError, near
from greenlang.core.quantities import Quantity, currencies, quantity
from greenlang.core.units import Unit

Role = Literal["number", "count", "text", "flag", "case", "attachment"]


@dataclass(frozen=True)
class Attachment:
    """Long evidence, such as a year of hours or the data of a programme; records hold its hash."""

    text: str


@dataclass(frozen=True)
class Shape:
    """What one field holds."""

    role: Role
    unit: Unit | None = None
    type: Any = None
    choices: tuple[str, ...] = ()
    optional: bool = False
    many: int = 0  # levels of tuple around it


@dataclass(frozen=True)
class Field:
    """One field of a case or result."""

    name: str
    shape: Shape
    required: bool


def _shape(hint: Any, where: str) -> Shape:
    for mark in getattr(hint, "__metadata__", ()):
        if isinstance(mark, Unit):
            return Shape("number", mark)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is typing.Annotated:
        return _shape(parts[0], where)
    if origin in (typing.Union, types.UnionType):
        return _union(parts, where)
    if origin is tuple and parts:
        kinds = {_shape(part, where) for part in parts if part is not Ellipsis}
        if len(kinds) == 1:
            inner = kinds.pop()
            return dataclasses.replace(inner, many=inner.many + 1)
    if origin is Literal:
        return Shape("text", choices=tuple(str(part) for part in parts))
    return _plain(hint, where)


def _plain(hint: Any, where: str) -> Shape:
    if hint is bool:
        return Shape("flag")
    if hint is int:
        return Shape("count")
    if hint is str:
        return Shape("text")
    if hint is Attachment:
        return Shape("attachment")
    if dataclasses.is_dataclass(hint):
        return Shape("case", type=hint)
    raise TypeError(
        f"{where}: {hint!r} is no number with a unit, count, choice, case or tuple of them"
    )


def _union(parts: tuple[Any, ...], where: str) -> Shape:
    optional = type(None) in parts
    shapes = [_shape(part, where) for part in parts if part is not type(None)]
    if len(shapes) == 1:
        return dataclasses.replace(shapes[0], optional=optional)
    if all(shape.role == "case" for shape in shapes):
        return Shape("case", type=tuple(shape.type for shape in shapes), optional=optional)
    raise TypeError(f"{where}: one kind of value a field, or one of several dataclasses")


def fields(kind: type) -> tuple[Field, ...]:
    """The fields of a case or result class."""
    return _fields(kind)


@functools.cache
def _fields(kind: Any) -> tuple[Field, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        Field(
            field.name,
            _shape(hints[field.name], f"{kind.__name__}.{field.name}"),
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    )


@functools.cache
def understood(kind: type) -> bool:
    """True if every field, also nested, is understood; TypeError names the first that is not."""
    for field in fields(kind):
        nested = field.shape.type if isinstance(field.shape.type, tuple) else (field.shape.type,)
        for part in nested:
            if part is not None and part is not kind:
                understood(part)
    return True


def case_from(kind: type, given: Mapping[str, Any], path: str = "") -> Any:
    """A case from plain data, such as a JSON object; numbers may be texts with units.

    InputError names an unknown, missing or misshapen field and the near one.
    """
    if not isinstance(given, Mapping):
        raise InputError(
            f"{path or kind.__name__}: an object with named fields is needed, got {given!r}"
        )
    known = {field.name: field for field in fields(kind)}
    for name in given:
        if name not in known:
            raise InputError(
                f"{_at(path, name)}: unknown field{near(str(name), known)}; "
                f"known: {', '.join(known)}"
            )
    missing = [f.name for f in known.values() if f.required and f.name not in given]
    if missing:
        raise InputError(f"{path or kind.__name__}: {', '.join(missing)} missing")
    return kind(
        **{
            name: _read(known[name].shape, value, _at(path, name), known[name].shape.many)
            for name, value in given.items()
        }
    )


def _at(path: str, name: Any) -> str:
    return f"{path}.{name}" if path else str(name)


def _read(shape: Shape, value: Any, path: str, many: int) -> Any:
    if value is None and shape.optional:
        return None
    if many:
        if not isinstance(value, list | tuple):
            raise InputError(f"{path}: a list is needed, got {value!r}")
        return tuple(_read(shape, part, f"{path}[{i}]", many - 1) for i, part in enumerate(value))
    if shape.role == "case":
        return _nested(shape, value, path)
    if shape.role == "number":
        return number(value, path)
    if shape.role == "count" and not (isinstance(value, int) and not isinstance(value, bool)):
        raise InputError(f"{path}: a whole number is needed, got {value!r}")
    if shape.role == "flag" and not isinstance(value, bool):
        raise InputError(f"{path}: true or false is needed, got {value!r}")
    if shape.role == "text" and not isinstance(value, str):
        raise InputError(f"{path}: a text is needed, got {value!r}")
    if shape.choices and value not in shape.choices:
        raise InputError(
            f"{path}: {value!r} is not one of {', '.join(shape.choices)}"
            f"{near(value, shape.choices)}"
        )
    return Attachment(value) if shape.role == "attachment" else value


def _nested(shape: Shape, value: Any, path: str) -> Any:
    kinds = shape.type if isinstance(shape.type, tuple) else (shape.type,)
    if len(kinds) == 1:
        return case_from(kinds[0], value, path)
    named = {kind_name(kind): kind for kind in kinds}
    given = dict(value) if isinstance(value, Mapping) else {}
    which = str(given.pop("kind", "")).lower()
    if which not in named:
        raise InputError(
            f"{path}.kind: {which!r} is not one of {', '.join(named)}{near(which, named)}"
        )
    return case_from(named[which], given, path)


def kind_name(kind: Any) -> str:
    """What a user calls one of several dataclasses: `kind: shell_tube` for ShellTube."""
    return _kind_name(kind.__name__)


@functools.cache
def _kind_name(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def number(value: Any, path: str) -> Quantity:
    """A finite number, with the unit it was given in ("" for SI)."""
    if isinstance(value, Quantity):
        read = value
    elif isinstance(value, str):
        read = quantity(value)
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise InputError(f"{path}: a number with its unit is needed, got {value!r}")
    else:
        try:
            read = Quantity(Decimal(repr(value) if isinstance(value, float) else value), "")
        except InvalidOperation:
            raise InputError(f"{path}: {value!r} is no number") from None
    if not read.value.is_finite():
        raise InputError(
            f"{path}: {read.value} is not finite; leave the field out if it is unknown"
        )
    return read


def leaves(value: Any, path: str = "") -> list[tuple[str, Shape, Any]]:
    """Path, shape and value of every field of a case or result that is not None."""
    found: list[tuple[str, Shape, Any]] = []
    _gather(found, value, f"{path}." if path else "")
    return found


def _gather(found: list[tuple[str, Shape, Any]], value: Any, before: str) -> None:
    kind: Any = type(value)
    for name, shape, nested in _plan(kind):
        part = getattr(value, name)
        if part is None:
            continue
        if nested:
            _gather_parts(found, shape, part, before + name, shape.many)
        else:
            found.append((before + name, shape, part))


@functools.cache
def _plan(kind: Any) -> tuple[tuple[str, Shape, bool], ...]:
    """Name and shape of each field, and whether there is more inside."""
    return tuple(
        (field.name, field.shape, bool(field.shape.many) or field.shape.role == "case")
        for field in fields(kind)
    )


def _gather_parts(
    found: list[tuple[str, Shape, Any]], shape: Shape, value: Any, path: str, many: int
) -> None:
    if value is None:
        return
    if many:
        for i, part in enumerate(value):
            _gather_parts(found, shape, part, f"{path}[{i}]", many - 1)
    elif shape.role == "case":
        if isinstance(shape.type, tuple):
            found.append((f"{path}.kind", Shape("text"), kind_name(type(value))))
        _gather(found, value, f"{path}.")
    else:
        found.append((path, shape, value))


def currency(case: Any) -> str:
    """The currency in which a case is given, such as "EUR"; "money" where it names none.

    InputError where it names two: nothing here knows their rate.
    """
    given = {
        path: code
        for path, shape, value in leaves(case)
        if shape.role == "number" and isinstance(value, str | Quantity)
        for code in currencies(number(value, path).unit)
    }
    if len(set(given.values())) > 1:
        told = ", ".join(f"{path} in {code}" for path, code in given.items())
        raise InputError(f"two currencies in one case ({told}): convert them to one")
    return next(iter(given.values()), "money")
