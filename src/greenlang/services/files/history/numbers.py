"""Written numbers to float64: decimal marks, grouping, and the texts that stand for no value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from greenlang.core.errors import InputError
from greenlang.core.quality import Codes, Quality
from greenlang.services.files.history.report import Floats

_GROUPS = " \u00a0\u202f\u2009'’"  # never a decimal mark, so always safe to take out
OTHER_MARK = "(number with another decimal mark)"
MARKED = "quality "  # before what the quality column said
NOT_FINITE = "(infinite)"
_BLANKS = frozenset(_GROUPS)
_WITHOUT_BLANKS = str.maketrans("", "", _GROUPS)
_DRESS = " \t\u00a0\"'"

_NOTHING = (
    "",
    *("-", "--", "---", "----", "_", ".", "?", "*", "nan", "null", "none", "nil", "n/a", "na"),
    *("n.a.", "n.a", "#n/a", "#na", "<na>", "\\n", "(null)", "[null]", "no data", "nodata"),
    *("no value", "missing", "empty", "blank", "no sample", "not available", "no result", "nv"),
    *("1.#qnan", "-1.#ind", "1.#ind", "-nan", "nan(ind)", "-nan(ind)", "#n/a n/a", "k.a.", "k. a."),
    *("no good data", "no events found", "no data found", "keine daten", "kein wert"),
    "no good data for calculation",
)
# System states of OSIsoft PI, AspenTech IP.21, Honeywell PHD and spreadsheets' error values.
_BAD = (
    *(
        "bad",
        "bad input",
        "bad data",
        "bad quality",
        "bad value",
        "bad tag",
        "bad total",
        "bad_val",
    ),
    *("i/o timeout", "io timeout", "timeout", "pt created", "point created", "shutdown"),
    *(
        "configure",
        "configured",
        "scan off",
        "scan on",
        "scan timeout",
        "comm fail",
        "comm failure",
    ),
    *("not connect", "not connected", "disconnected", "no connection", "calc failed", "calc off"),
    *("calc timeout", "calc overflow", "calc crash", "calculation error", "error", "err", "fault"),
    *("failed", "fail", "failure", "invalid", "invalid data", "invalid value", "intf shut"),
    *("interface shutdown", "out of serv", "out of service", "outofserv", "set to bad", "sensor"),
    *("sensor failure", "device failure", "doubtful", "questionable", "uncertain", "unreliable"),
    *("arc offline", "arc off-line", "archive offline", "arc off line", "snapfix", "filtered"),
    *("no alarm", "no such tag", "tag not found", "unknown", "unit down", "under maint", "manual"),
    *("access denied", "digital state", "substituted", "annotated", "coerced", "unauthorized"),
    *("#ref!", "#value!", "#div/0!", "#num!", "#name?", "#null!", "#spill!", "#calc!", "#error"),
    *("trace off", "no snapshot", "inp outrange", "inputs bad", "data loss", "equip fail"),
    *("no input", "no lab data", "no_good_data", "wrong type", "trunc", "wait", "starting"),
    *("ungültig", "störung", "schlecht", "fehler", "défaut", "erreur", "malo", "error de e/s"),
)
_RANGE = (
    *("over range", "overrange", "over", "under range", "underrange", "under", "high limit"),
    *(
        "low limit",
        "hi limit",
        "lo limit",
        "out of range",
        "outofrange",
        ">max",
        "<min",
        "overflow",
    ),
    *("1.#inf", "-1.#inf", "inf", "-inf", "+inf", "infinity", "-infinity", NOT_FINITE),
)
BAD_TEXTS = (
    dict.fromkeys(_NOTHING, Quality.MISSING)
    | dict.fromkeys(_BAD, Quality.BAD_TEXT)
    | dict.fromkeys(_RANGE, Quality.OUT_OF_RANGE)
)
_SYSTEM = re.compile(r"\[-?\d+\].*|#.*[!?]")  # "[-11059] No Good Data For Calculation"
_SINGLE = {m: re.compile(rf"[+-]?\d*\{m}\d+(?:[eE][+-]?\d+)?") for m in ".,"}
_THREE = {m: re.compile(rf"[+-]?[1-9]\d{{0,2}}\{m}\d{{3}}") for m in ".,"}
_MANY = {m: re.compile(rf"[+-]?\d{{1,3}}(?:\{m}\d{{3}}){{2,}}") for m in ".,"}
_BOTH = {
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d*"),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d*"),
}
_TOO_LARGE = re.compile(r"[+-]?\d+(?:[.,]\d*)?[eE]\+?\d{3,}")
_INTEGER = re.compile(r"[+-]?\d+")


@dataclass(frozen=True)
class Marks:
    """How numbers are written: '.' or ',' before the fraction, and what groups thousands."""

    decimal: str = "."
    thousands: str | None = None


@dataclass(frozen=True)
class Cells:
    """Values and codes, each (n,), and the text of the cells that are no number."""

    value: Floats
    code: Codes
    odd: NDArray[np.int64]  # rows that hold no number
    label: pl.Series  # their texts, for counting; (odd.size,)


def other(mark: str) -> str:
    """The mark that is not the decimal one."""
    return "," if mark == "." else "."


def marks(
    cells: Iterable[str], *, delimiter: str | None, decimal: str | None = None
) -> Marks | None:
    """Marks that the cells show, None if none has a fraction or a group.

    Raises InputError where they contradict one another or may be read both ways and `decimal`
    is not given.
    """
    seen = [t.strip(_DRESS + _GROUPS) for t in cells]
    blank = [t for t in seen if not _BLANKS.isdisjoint(t)]
    seen = [t for t in seen if _BLANKS.isdisjoint(t)]
    strong: dict[str, list[str]] = {".": [], ",": []}
    open_: dict[str, list[str]] = {".": [], ",": []}
    grouped = {".": False, ",": False}
    for text in [*seen, *(t.translate(_WITHOUT_BLANKS) for t in blank)]:
        for mark, against in ((".", ","), (",", ".")) if "," in text or "." in text else ():
            if _BOTH[mark].fullmatch(text) or _MANY[against].fullmatch(text):
                strong[mark].append(text)
                grouped[mark] = True
            elif _THREE[mark].fullmatch(text):
                open_[mark].append(text)
            elif _SINGLE[mark].fullmatch(text):
                strong[mark].append(text)
    if decimal is None:
        if not any(strong.values()) and not any(open_.values()):
            return None
        digits = [len(t.lstrip("+-")) for t in seen if _INTEGER.fullmatch(t)]
        decimal = _decided(strong, open_, digits, delimiter)
    return Marks(decimal, other(decimal) if grouped[decimal] else None)


def _decided(
    strong: dict[str, list[str]],
    open_: dict[str, list[str]],
    digits: list[int],
    delimiter: str | None,
) -> str:
    comma, point = strong[","], strong["."]
    if comma and point and min(len(comma), len(point)) > 0.02 * (len(comma) + len(point)):
        raise InputError(
            f"numbers are written with two decimal marks: {comma[0]!r} and {point[0]!r};"
            " give decimal ',' or '.' (the others are then flagged), or export again"
        )
    if comma or point:
        return "," if len(comma) > len(point) else "."
    mark = "," if open_[","] else "."
    ungrouped = any(n > 3 for n in digits)
    # ';' separates cells where the comma is the decimal mark
    local = delimiter != ";" if mark == "." else delimiter == ";" and not digits
    if (open_[","] and open_["."]) or not (ungrouped or local):
        raise InputError(
            f"{open_[mark][0]!r} may be a fraction or a thousand and nothing in the file decides;"
            " give decimal ',' or '.'"
        )
    return mark


def cells(column: pl.Series, by: Marks) -> Cells:
    """Values of one column of text or numbers; texts become NaN with a code, none is guessed."""
    if column.dtype == pl.String:
        return _written(column, by)
    if column.dtype in (pl.Categorical, pl.Enum, pl.Binary):
        return _written(column.cast(pl.String), by)
    if not (column.dtype.is_numeric() or column.dtype in (pl.Boolean, pl.Null)):
        raise InputError(f"column {column.name!r} holds {column.dtype}, not numbers or text")
    value = column.cast(pl.Float64).fill_null(np.nan).to_numpy(writable=True)
    odd = np.flatnonzero(~np.isfinite(value))
    texts = [NOT_FINITE if infinite else "" for infinite in np.isinf(value[odd])]
    return _flagged(value, odd, pl.Series(texts, dtype=pl.String))


def _written(column: pl.Series, by: Marks) -> Cells:
    plain = column
    if by.decimal == ",":
        pointed = column.str.contains(".", literal=True)
        plain = column.str.replace(",", ".", literal=True)
        if pointed.any():
            plain = plain.set(pointed, None)
    value = plain.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy(writable=True)
    odd = np.flatnonzero(~np.isfinite(value))
    if not odd.size:
        return Cells(value, np.zeros(value.size, dtype=np.uint8), odd, column.clear())
    texts = column.gather(odd).fill_null("").str.strip_chars(_DRESS)
    found = _dressed(texts, by)
    value[odd] = found
    none = ~np.isfinite(found)
    return _flagged(value, odd[none], texts.filter(pl.Series(none)))


def _dressed(texts: pl.Series, by: Marks) -> Floats:
    """Numbers among texts that only carry blanks, quotes or grouped thousands; NaN elsewhere."""
    fraction = re.escape(by.decimal)
    point = re.escape(other(by.decimal))
    blanks = f"[{_GROUPS}]"
    one = f"(?:{blanks}|{point})" if by.thousands else blanks
    forms = (
        rf"(?:\d+{fraction}?\d*|{fraction}\d+)(?:[eE][+-]?\d+)?",
        rf"\d{{1,3}}(?:{one}\d{{3}})+(?:{fraction}\d*)?",
        rf"\d{{1,3}}(?:{point}\d{{3}})+{fraction}\d*",
        rf"\d{{1,3}}(?:{point}\d{{3}}){{2,}}",
    )
    fits = texts.str.contains(rf"^[+-]?(?:{'|'.join(forms)})$")
    bare = texts.str.replace_all(rf"{blanks}|{point}", "").str.replace(fraction, ".")
    value = bare.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    return np.where(fits.to_numpy(), value, np.nan)


def _flagged(value: Floats, odd: NDArray[np.int64], texts: pl.Series) -> Cells:
    names = {str(text): label(str(text)) for text in texts.unique()}
    codes = {text: int(verdict(name)) for text, name in names.items()}
    code = np.zeros(value.size, dtype=np.uint8)
    code[odd] = texts.replace_strict(codes, return_dtype=pl.UInt8).to_numpy()
    value[odd] = np.nan
    return Cells(value, code, odd, texts.replace_strict(names, return_dtype=pl.String))


def verdict(text: str) -> Quality:
    """Quality that a text stands for; an unknown one is a bad text too."""
    return BAD_TEXTS.get(text.casefold(), Quality.BAD_TEXT)


def known(text: str) -> bool:
    """True for a text whose meaning is known."""
    if text.startswith(MARKED):
        return True
    return text.casefold() in BAD_TEXTS or _SYSTEM.fullmatch(text) is not None


def label(text: str) -> str:
    """The text to count: itself, or one name for all numbers written against the marks."""
    if not text[-1:].isdigit() or text.strip("+-0123456789.,eE" + _GROUPS):
        return text
    return NOT_FINITE if _TOO_LARGE.fullmatch(text) else OTHER_MARK
