"""JSON Schemas of cases and results, from the dataclasses that agents declare."""

import re
from collections.abc import Mapping
from typing import Any

from greenlang.agents.agent import Analysis
from greenlang.core.cases import Field, Shape, fields, kind_name

Schema = dict[str, Any]
PROBLEM = "#/components/schemas/Problem"


class Schemas:
    """Collects the schemas of nested dataclasses once each, under their module and name."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}

    def case(self, kind: type) -> Schema:
        """The schema of a case: numbers are texts with a unit, or bare SI numbers."""
        return self._named(kind, "case")

    def _named(self, kind: Any, side: str) -> Schema:
        name = f"{kind.__module__.removeprefix('greenlang.').replace('.', '_')}_{kind.__name__}"
        if name not in self.components:
            self.components[name] = {}  # a dataclass may hold its own kind
            known = fields(kind)
            self.components[name] = {
                "type": "object",
                "title": kind.__name__,
                "description": _about(kind),
                "additionalProperties": False,
                "required": [field.name for field in known if field.required],
                "properties": {field.name: self._field(field, side) for field in known},
            }
        return {"$ref": f"#/components/schemas/{name}"}

    def _field(self, field: Field, side: str) -> Schema:
        shape = field.shape
        schema = self._one(shape, side)
        for _ in range(shape.many):
            schema = {"type": "array", "items": schema}
        if shape.optional:
            schema = {"anyOf": [schema, {"type": "null"}]}
        return schema

    def _one(self, shape: Shape, side: str) -> Schema:
        match shape.role:
            case "number":
                symbol = shape.unit.symbol if shape.unit else ""
                about = f"in {symbol}" if symbol not in {"", "1"} else "a plain number"
                return {
                    "anyOf": [
                        {"type": "number", "description": f"bare: SI, {about}"},
                        {"type": "string", "description": "with its unit, such as '150 degC'"},
                    ],
                    "x-unit": symbol,
                }
            case "count":
                return {"type": "integer"}
            case "flag":
                return {"type": "boolean"}
            case "case":
                kinds = shape.type if isinstance(shape.type, tuple) else (shape.type,)
                if len(kinds) == 1:
                    return self._named(kinds[0], side)
                return {"oneOf": [self._tagged(kind, side) for kind in kinds]}
            case _:
                return (
                    {"type": "string", "enum": list(shape.choices)}
                    if shape.choices
                    else {"type": "string"}
                )

    def _tagged(self, kind: Any, side: str) -> Schema:
        """One of several dataclasses: its fields, and `kind` which says so."""
        self._named(kind, side)
        name = f"{kind.__module__.removeprefix('greenlang.').replace('.', '_')}_{kind.__name__}"
        own = self.components[name]
        return {
            **own,
            "required": ["kind", *own.get("required", ())],
            "properties": {
                "kind": {"type": "string", "enum": [kind_name(kind)]},
                **own.get("properties", {}),
            },
        }


def answer(analysis: Analysis) -> Schema:
    """What an analysis answers: values by the path of their field, with units; the record."""
    units = {
        field.name: field.shape.unit.symbol
        for field in analysis.outputs
        if field.shape.unit is not None
    }
    return {
        "type": "object",
        "required": ["id", "agent", "analysis", "result", "warnings", "record"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "agent": {"type": "string"},
            "analysis": {"type": "string", "enum": [analysis.name]},
            "result": {
                "type": "object",
                "description": "by the path of the field: value and unit (SI)",
                "x-units": units,
                "additionalProperties": {
                    "type": "object",
                    "required": ["value"],
                    "properties": {
                        "value": {"type": ["number", "string", "boolean", "integer"]},
                        "unit": {"type": "string"},
                    },
                },
            },
            "warnings": {"type": "array", "items": {"type": "string"}},
            "record": {
                "type": "object",
                "required": ["id", "content_hash", "seal"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "content_hash": {"type": "string"},
                    "seal": {"type": "string"},
                },
            },
        },
    }


def problem() -> Schema:
    """RFC 9457, with the path of the field."""
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "what, value, limit, remedy"},
            "instance": {"type": "string"},
            "pointer": {"type": "string", "description": "path of the field"},
        },
    }


def refusals(*statuses: int) -> dict[int | str, Schema]:
    """Responses of OpenAPI for these problems."""
    from greenlang.api.problems import MEDIA, TITLES

    return {
        str(status): {
            "description": TITLES[status],
            "content": {MEDIA: {"schema": {"$ref": PROBLEM}}},
        }
        for status in statuses
    }


def _about(kind: Any) -> str:
    text = re.sub(r"\s+", " ", kind.__doc__ or "").strip()
    return "" if text.startswith(f"{kind.__name__}(") else text


def body(schema: Mapping[str, Any], example: Any = None, media: str = "application/json") -> Schema:
    """A required request body of OpenAPI."""
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {"required": True, "content": {media: content}}
