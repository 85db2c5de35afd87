"""The instruments of the train: which tag shows what, in which unit, how well.

A pipe between two exchangers has either one thermometer, which both use, or two.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["temperature", "flow", "dp", "valve", "duty"]


@dataclass(frozen=True)
class Point:
    """A measured point: what it shows is role `role` of `asset` (or a stream's flow)."""

    tag: str
    kind: Kind
    asset: str
    role: str
    unit: str
    at: str = ""  # density basis of a volume flow


TAGS: dict[str, dict[str, str]] = {
    "E-101": {
        "t_hot_in": "TI1101", "t_hot_out": "TI1102", "t_cold_in": "TI1001", "t_cold_out": "TI1002",
        "m_hot": "FI1101", "m_cold": "FI1001", "dp_tube": "PDI101",
    },
    "E-102": {
        "t_hot_in": "TI1201", "t_hot_out": "TI1202", "t_cold_in": "TI1002", "t_cold_out": "TI1003",
        "m_hot": "FI1201", "m_cold": "FI1001", "dp_tube": "PDI102",
    },
    "E-103": {
        "t_hot_in": "TI1304", "t_hot_out": "TI1305", "t_cold_in": "TI1004", "t_cold_out": "TI1005",
        "m_hot": "FI1301", "m_cold": "FI1001", "dp_tube": "PDI103",
    },
    "E-104": {
        "t_hot_in": "TI1503", "t_hot_out": "TI1504", "t_cold_in": "TI1006", "t_cold_out": "TI1007",
        "m_hot": "FI1501", "m_cold": "FI1002", "dp_tube": "PDI104", "bypass": "ZT104",
    },
    "E-105": {
        "t_hot_in": "TI1303", "t_hot_out": "TI1304", "t_cold_in": "TI1007", "t_cold_out": "TI1008",
        "m_hot": "FI1301", "m_cold": "FI1002", "dp_tube": "PDI105", "bypass": "ZT105",
    },
    "E-106": {
        "t_hot_in": "TI1401", "t_hot_out": "TI1402", "t_cold_in": "TI1009", "t_cold_out": "TI1010",
        "m_hot": "FI1401", "m_cold": "FI1002",
    },
    "E-107": {
        "t_hot_in": "TI1501", "t_hot_out": "TI1502", "t_cold_in": "TI1010", "t_cold_out": "TI1011",
        "m_hot": "FI1501", "m_cold": "FI1002", "dp_tube": "PDI107", "bypass": "ZT107",
    },
    "E-108": {
        "t_hot_in": "TI1301", "t_hot_out": "TI1302", "t_cold_in": "TI1012", "t_cold_out": "TI1013",
        "m_hot": "FI1301", "m_cold": "FI1002", "dp_tube": "PDI108",
    },
}  # fmt: skip
"""Tag of each role of each exchanger."""

DOUBLED = (
    ("TI1003", "E-102"), ("TI1004", "E-103"), ("TI1008", "E-105"), ("TI1009", "E-106"),
    ("TI1011", "E-107"), ("TI1012", "E-108"), ("TI1302", "E-108"), ("TI1303", "E-105"),
    ("TI1502", "E-107"), ("TI1503", "E-104"),
)  # fmt: skip
"""Thermometers with a second one on the same pipe, and the exchanger that uses each."""

LONELY = (
    ("TI1102", "E-101"), ("TI1202", "E-102"), ("TI1305", "E-103"), ("TI1402", "E-106"),
    ("TI1504", "E-104"), ("TI1013", "E-108"), ("TI1010", "E-106"), ("TI1007", "E-104"),
)  # fmt: skip
"""Thermometers that may freeze, and an exchanger that uses each."""

FLOW_UNITS = {
    "FI1001": ("m3/h", "15 degC"),
    "FI1002": ("t/h", ""),
    "FI1101": ("t/h", ""),
    "FI1201": ("m3/h", "15 degC"),
    "FI1301": ("t/h", ""),
    "FI1401": ("m3/h", "line"),
    "FI1501": ("t/h", ""),
}
"""Unit and density basis of each flow meter; `line` is the stream's exchanger inlet."""

PLANT_POINTS = (
    Point("TI1000", "temperature", "", "ambient", "degC"),
    Point("TI1014", "temperature", "H-1", "inlet", "degC"),
    Point("TI1015", "temperature", "H-1", "outlet", "degC"),
    Point("QI1001", "duty", "H-1", "duty", "MW"),
)
"""Points that belong to no exchanger; TI1014 is the second thermometer behind E-108."""

SIGMA = {"temperature": "0.5 K", "flow": "1.5 %", "dp": "1.5 %", "valve": "1 %"}
"""Standard uncertainty that the plant file declares: noise and calibration together."""

_KINDS: dict[str, tuple[Kind, str]] = {
    "t": ("temperature", "degC"),
    "m": ("flow", ""),
    "dp": ("dp", "kPa diff"),
    "bypass": ("valve", "%"),
}


def _point(asset: str, role: str, tag: str) -> Point:
    kind, unit = _KINDS[role.split("_", maxsplit=1)[0]]
    if kind == "flow":
        return Point(tag, kind, asset, role, *FLOW_UNITS[tag])
    return Point(tag, kind, asset, role, unit)


def _points() -> tuple[Point, ...]:
    """Every tag once, as its first user reads it."""
    found: dict[str, Point] = {}
    for asset, roles in TAGS.items():
        for role, tag in roles.items():
            found.setdefault(tag, _point(asset, role, tag))
    return (*(found[tag] for tag in sorted(found)), *PLANT_POINTS)


POINTS = _points()
"""All measured points of the train, in the order of their names."""
