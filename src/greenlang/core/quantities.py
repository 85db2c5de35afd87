"""Plant units at the edge: SI, metric plant and US units, gauge or absolute, level or difference.

    si("150 degF", like) -> Decimal        one value, exactly
    scale("kg/cm2 g", like, barometer)     slope and offset for arrays

Conversions are exact: factors are decimal texts of the defining standards (NIST SP 811 B.8, SI
Brochure 9th ed.), and an audit records each conversion as a step of its own.
"""

import functools
import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from greenlang.core import formulas
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.errors import UnitError, near
from greenlang.core.units import ONE, Dimension, J, K, Pa, Unit, W, kg, m, mol, money, s

LEVEL_SYMBOL = "T"
"""Marks the conversion of a temperature level, where the same unit also names a difference."""

SOURCE = "NIST SP 811 (2008) appendix B; SI Brochure, 9th ed. (2019)"

# symbol -> (factor to SI as a formula text, dimension, takes an SI prefix)
ATOMS: dict[str, tuple[str, Dimension, bool]] = {
    "1": ("1", ONE, False), "%": ("0.01", ONE, False), "ppm": ("0.000001", ONE, False),
    "m": ("1", m, True), "ft": ("0.3048", m, False), "in": ("0.0254", m, False),
    "yd": ("0.9144", m, False), "g": ("0.001", kg, True), "t": ("1000", kg, False),
    "lb": ("0.45359237", kg, False), "klb": ("453.59237", kg, False),
    "ton_us": ("907.18474", kg, False), "ton_uk": ("1016.0469088", kg, False),
    "s": ("1", s, True), "sec": ("1", s, False), "min": ("60", s, False), "h": ("3600", s, False),
    "hr": ("3600", s, False), "d": ("86400", s, False), "day": ("86400", s, False),
    "week": ("604800", s, False), "a": ("31557600", s, False), "yr": ("31557600", s, False),
    "K": ("1", K, True), "degC": ("1", K, False), "degF": ("1 / 1.8", K, False),
    "degR": ("1 / 1.8", K, False), "C": ("1", K, False), "F": ("1 / 1.8", K, False),
    "mol": ("1", mol, True), "L": ("0.001", m**3, False), "l": ("0.001", m**3, False),
    "gal": ("0.003785411784", m**3, False), "kgal": ("3.785411784", m**3, False),
    "bbl": ("0.158987294928", m**3, False), "kbbl": ("158.987294928", m**3, False),
    "cf": ("0.028316846592", m**3, False),
    "gpm": ("0.003785411784 / 60", m**3 / s, False),
    "cfm": ("0.028316846592 / 60", m**3 / s, False), "ppb": ("0.000000001", ONE, False),
    "N": ("1", Pa * m**2, True),
    "bpd": ("0.158987294928 / 86400", m**3 / s, False),
    "lbf": ("4.4482216152605", Pa * m**2, False),
    "TPH": ("907.18474 / 3600", kg / s, False),
    "Pa": ("1", Pa, True), "bar": ("100000", Pa, True), "atm": ("101325", Pa, False),
    "psi": ("4.4482216152605 / 0.00064516", Pa, False), "at": ("98066.5", Pa, False),
    "kgf/cm2": ("98066.5", Pa, False), "kg/cm2": ("98066.5", Pa, False),
    "mmHg": ("133.322387415", Pa, False), "torr": ("101325 / 760", Pa, False),
    "inHg": ("3386.388640341", Pa, False), "inHg60F": ("3376.85", Pa, False),
    "inH2O": ("249.08891", Pa, False),
    "mmH2O": ("9.80665", Pa, False), "mH2O": ("9806.65", Pa, False),
    "ftH2O": ("2989.067", Pa, False),
    "J": ("1", J, True), "Wh": ("3600", J, True), "W": ("1", W, True), "cal": ("4.1868", J, True),
    "Btu": ("1055.05585262", J, False), "MMBtu": ("1055055852.62", J, False),
    "kBtu": ("1055055.85262", J, False), "therm": ("105505585.262", J, False),
    "hp": ("550 * 0.3048 * 4.4482216152605", W, False),
    "deg": ("0.01745329251994329576923690768488612713", ONE, False),
    "P": ("0.1", Pa * s, True), "St": ("0.0001", m**2 / s, True),
}  # fmt: skip
PREFIXES = {
    "n": "0.000000001", "u": "0.000001", "µ": "0.000001", "m": "0.001", "c": "0.01",
    "d": "0.1", "h": "100", "k": "1000", "M": "1000000", "G": "1000000000",
}  # fmt: skip
_LEVELS = {"K": "x", "degC": "x + 273.15", "C": "x + 273.15", "degF": "(x + 459.67) / 1.8",
           "F": "(x + 459.67) / 1.8", "degR": "x / 1.8"}  # fmt: skip
_SPELLINGS = {
    "°": "deg", "²": "2", "³": "3", "·": " ", "BTU": "Btu", "MMBTU": "MMBtu", "percent": "%",
    "in Hg": "inHg", "in. Hg": "inHg", "in H2O": "inH2O", "inWC": "inH2O", "in WC": "inH2O",
    "sq ft": "ft2", "hr": "h", "psid": "psi diff", "psia": "psi a", "psig": "psi g",
    "barg": "bar g", "bara": "bar a", "lbm": "lb", "mm Hg": "mmHg", "deg C": "degC",
    "deg F": "degF", "US gal": "gal", "short ton": "ton_us", "MSCFD": "MSCFD",
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_REFERENCE = re.compile(r"(.*?)\s*\b(abs|a|gauge|ga|g|diff|vac|vacuum)\.?$")
_BETWEEN = re.compile(r"(?<=[A-Za-z0-9])-(?=[A-Za-z])")


@dataclass(frozen=True)
class Quantity:
    """A number as somebody gave it: exact value and unit text."""

    value: Decimal
    unit: str


@dataclass(frozen=True)
class Scale:
    """SI = slope * x + offset, for arrays."""

    slope: float
    offset: float


@dataclass(frozen=True, eq=False)
class Conversion:
    """One edge conversion as a recordable equation: SI = formula(x) or formula(x, barometer)."""

    name: str
    formula: str
    inputs: tuple[tuple[str, Unit], ...]
    unit: Unit
    symbol: str = "SI"
    source: str = SOURCE
    kind: str = "conversion"
    valid: tuple[()] = ()

    @functools.cached_property
    def parameters(self) -> tuple[str, ...]:
        """`x`, and the barometer for a gauge pressure."""
        return tuple(name for name, _ in self.inputs)

    @functools.cached_property
    def text_hash(self) -> str:
        """Changes with the formula or its units."""
        marks = ",".join(f"{p} {u.symbol}" for p, u in self.inputs)
        return formulas.text_hash(self.name, self.kind, marks, self.formula, self.unit.symbol)


def quantity(text: str) -> Quantity:
    """Number and unit of a text such as "12.5 kg/cm2 g"; a bare number has the unit ""."""
    found = _NUMBER.match(text.strip())
    if found is None:
        raise UnitError(f"{text!r} does not begin with a number: write it as '12.5 kg/cm2 g'")
    rest = text.strip()[found.end() :]
    if rest[:1] in {",", "'"}:
        raise UnitError(f"{text!r}: write the number with a decimal point and no separators")
    return Quantity(Decimal(found.group()), rest.strip())


def _spelled(unit: str) -> str:
    text = unit.strip()
    for seen, ours in _SPELLINGS.items():
        if seen.isalpha() and len(seen) > 1:
            text = re.sub(rf"(?<![A-Za-z]){seen}(?![A-Za-z])", ours, text)
        else:
            text = text.replace(seen, ours)
    return _BETWEEN.sub(" ", text)


def _atom(text: str, whole: str) -> tuple[str, Dimension]:
    if text in ATOMS:
        return ATOMS[text][:2]
    if text[:1] in PREFIXES and (atom := ATOMS.get(text[1:])) and atom[2]:
        return (PREFIXES[text[0]] if atom[0] == "1" else f"{PREFIXES[text[0]]} * {atom[0]}"), atom[
            1
        ]
    if re.fullmatch(r"[A-Z]{3}", text):
        return "1", money
    if re.fullmatch(r"[kM][A-Z]{3}", text):
        return PREFIXES[text[0]], money
    if text == "money":
        return "1", money
    raise UnitError(f"unknown unit {text!r} in {whole!r}{near(text, ATOMS)}")


@functools.cache
def product(unit: str) -> tuple[str, Dimension]:
    """Factor to SI as a formula text, and dimension, of a product such as "h ft2 F/Btu".

    What follows the first "/" is the denominator: "Btu/h ft2 F" is Btu/(h ft2 F).
    """
    text = _spelled(unit)
    factor, dimension, sign = "", ONE, 1
    text = re.sub(r"kgf?/cm2", lambda _: "at", text)
    for word in re.findall(r"[^\s/()*·^]+(?:\^-?\d)?|/", text):
        if word == "/":
            sign = -1
            continue
        found = re.fullmatch(r"(.*?[A-Za-z_%µ])\^?(-?\d)?|(1)", word)
        if found is None:
            raise UnitError(f"unknown unit {word!r} in {unit!r}")
        power = sign * int(found.group(2) or 1)
        one, kind = ("1", ONE) if found.group(3) else _atom(found.group(1), unit)
        dimension = dimension * kind**power
        if one != "1":
            bare = one if re.fullmatch(r"[\d.]+", one) else f"({one})"
            each = bare if abs(power) == 1 else f"{bare}**{abs(power)}"
            factor += f" {'*' if power > 0 else '/'} {each}"
    return factor, dimension


def _pressure(unit: str, like: Unit) -> tuple[str, str]:
    """Unit without its reference, and the reference: "a", "g", "v" (vacuum) or "d"."""
    found = _REFERENCE.fullmatch(_spelled(unit))
    bare, reference = (found.group(1), found.group(2)[0]) if found else (_spelled(unit), "")
    _same_kind(bare, product(bare)[1], like)
    wants_level = like.symbol == "Pa"
    if reference == "d" and wants_level:
        raise UnitError(f"{unit!r} is a pressure difference where a pressure is needed")
    if reference in {"g", "a", "v"} and not wants_level:
        raise UnitError(
            f"{unit!r} is a pressure where a pressure difference is needed: write {bare!r}"
        )
    if not reference and wants_level and bare != "Pa":
        raise UnitError(
            f"{unit!r}: say whether it is '{bare} a' (absolute), '{bare} g' (gauge) or "
            f"'{bare} vac' (below the barometer)"
        )
    return bare, reference or ("a" if wants_level else "d")


def _same_kind(unit: str, dimension: Dimension, like: Unit) -> None:
    if dimension.powers != like.dimension.powers:
        raise UnitError(
            f"{unit!r} is of the wrong kind: it measures {dimension}, needed is {like.symbol}"
        )


@functools.cache
def conversion(unit: str, like: Unit) -> Conversion:
    """The recorded equation that takes `unit` to the SI unit `like`; UnitError where it cannot."""
    name = f"units.{unit or '1'} to {like.symbol}"
    this = (("x", Unit(unit or "1", like.dimension)),)
    if like.dimension.level:
        spelled = _spelled(unit)
        if spelled not in _LEVELS:
            raise UnitError(
                f"{unit!r} is no temperature{near(spelled, _LEVELS)}: use degC, degF or K"
            )
        return Conversion(name, _LEVELS[spelled], this, like, LEVEL_SYMBOL)
    bare, reference = _pressure(unit, like) if like.dimension.powers == Pa.powers else (unit, "")
    factor, dimension = product(bare)
    _same_kind(unit, dimension, like)
    both = (*this, ("barometer", Unit("Pa", Pa)))
    if reference == "g":
        return Conversion(name, f"x{factor} + barometer", both, like)
    if reference == "v":
        return Conversion(name, f"barometer - x{factor}", both, like)
    return Conversion(name, f"x{factor}", this, like)


def si(given: Quantity | str, like: Unit, barometer: Decimal | None = None) -> Decimal:
    """The value in coherent SI, exactly; a text without a unit is taken as SI already."""
    read = quantity(given) if isinstance(given, str) else given
    if not read.unit:
        return read.value
    how = conversion(read.unit, like)
    with localcontext(AUDIT_CONTEXT):
        return converted(how, arguments(how, read.value, barometer, read.unit))


def converted(how: Conversion, args: tuple[Any, ...]) -> Decimal:
    """The value in SI, in the context that is set."""
    value: Decimal = formulas.exact(how.formula, how.parameters)(*args)
    return value


def arguments(how: Conversion, x: Any, barometer: Any, unit: str) -> tuple[Any, ...]:
    """What the conversion is called with; UnitError where a gauge reading lacks its barometer."""
    if len(how.parameters) == 1:
        return (x,)
    if barometer is None:
        raise UnitError(f"{unit!r} is a gauge pressure or a vacuum: give the barometer of the site")
    return (x, barometer)


@functools.cache
def scale(unit: str, like: Unit, barometer: float | None = None) -> Scale:
    """Slope and offset that take arrays in `unit` to the SI unit `like`."""
    how = conversion(unit, like)
    exact = formulas.exact(how.formula, how.parameters)
    pressure = None if barometer is None else Decimal(repr(barometer))
    with localcontext(AUDIT_CONTEXT):
        offset, end = (exact(*arguments(how, Decimal(x), pressure, unit)) for x in (0, 1))
        return Scale(float(end - offset), float(offset))


def currencies(unit: str) -> tuple[str, ...]:
    """Codes of the currencies in a unit such as "kEUR/MWh"; not of units that look like one."""
    words = (word for word in re.findall(r"[A-Za-z]+", unit) if word not in ATOMS)
    found = (re.fullmatch(r"[kM]?([A-Z]{3})", word) for word in words)
    return tuple(one.group(1) for one in found if one)
