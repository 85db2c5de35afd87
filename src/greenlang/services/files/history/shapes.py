"""Shapes of written time stamps: from a text such as '15.01.24 1:10 PM' to its format.

A shape is a strptime format in which %1 and %2 stand for day and month in an order that one text
alone may not show, and a closing %Z says that a zone or an offset follows.
"""

import re
from dataclasses import dataclass

EPOCHS = {"epoch_s": 1, "epoch_ms": 10**3, "epoch_us": 10**6, "epoch_ns": 10**9}
NUMERIC = (*EPOCHS, "excel")

# German, French, Spanish, Italian, Dutch and Portuguese names that differ from the English.
_FOREIGN = {
    "Jan": "jän ene gen janv",
    "Feb": "fév fev févr",
    "Mar": "mär mrz mars mrt märz",
    "Apr": "avr abr avril",
    "May": "mai mayo mag mei",
    "Jun": "juin giu juni",
    "Jul": "juil lug juli",
    "Aug": "août aoû ago",
    "Sep": "set sept",
    "Oct": "okt ott out",
    "Dec": "dez déc dic",
}
_MONTHS = {word: month for month, words in _FOREIGN.items() for word in words.split()}
_DATE = (
    r"(?P<iso>\d{4}(?P<s1>[-/.])\d{1,2}(?P=s1)\d{1,2})"
    r"|(?P<num>\d{1,2}(?P<s2>[-/.])\d{1,2}(?P=s2)(?P<y2>\d{4}|\d{2}))"
    r"|(?P<dmy>\d{1,2}(?P<s3>\. |[-/. ])(?P<m3>[A-Za-z]{3,9})(?P<s4>[-/. ])(?P<y3>\d{4}|\d{2}))"
    r"|(?P<mdy>(?P<m4>[A-Za-z]{3,9}) \d{1,2}(?P<s5>,? )(?P<y4>\d{4}))"
)
_TIME = (
    r"(?P<gap>T|_|,? +|:)(?P<hm>\d{1,2}(?P<s6>[:.])\d{2})(?P<sec>(?P=s6)\d{2})?(?P<frac>\.\d+)?"
    r"(?P<half> ?[AaPp][Mm])?"
)
TAIL = r" ?(?:Z|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z][A-Za-z]{2,4})$"
_STAMP = re.compile(rf"(?:{_DATE})(?:{_TIME})?(?P<tail>{TAIL})?")
_EXCEL = re.compile(r"\d{5}(?:[.,]\d+)?")
_EPOCH = re.compile(r"(\d{9,19})(?:[.,]\d+)?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?")
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?P<hms>.*)")
_COMPACT_TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d(?P<sec>[0-5]\d)?")
_WORDS = re.compile(r"[^\W\d_]+\.?")


@dataclass(frozen=True)
class Shape:
    """A way to write time: format text, whether an offset follows."""

    format: str
    tail: bool = False

    @property
    def numeric(self) -> bool:
        """True for seconds since 1970 and for a spreadsheet's days since 1900."""
        return self.format in NUMERIC

    @property
    def ordered(self) -> bool:
        """False while day and month may stand in either order."""
        return "%1" not in self.format

    def read_as(self, order: str) -> str:
        """The strptime format with day first ('dm') or month first ('md')."""
        first, second = ("%d", "%m") if order == "dm" else ("%m", "%d")
        return self.format.replace("%1", first).replace("%2", second)


def clean(text: str) -> str:
    """`text` without quotes and odd blanks, English month names, a point before fractions."""
    text = text.replace("\xa0", " ").replace("\u202f", " ").strip().strip("'\"").strip()
    text = re.sub(r"(:\d{2}),(\d+)", r"\1.\2", text)
    text = re.sub(r"(?i)\b([ap])\. ?m\.", r"\1m", text)
    text = re.sub(r"^(?:[A-Za-z]{2,9}\.?,?) (?=\d)", "", text)
    text = _WORDS.sub(_english, text)
    return re.sub(r"\s+", " ", text)


def _english(word: re.Match[str]) -> str:
    plain = word[0].rstrip(".").casefold()
    return _MONTHS.get(plain, word[0])


def shape(text: str) -> Shape | None:
    """Shape of one cleaned text; None where it is no date."""
    if text.isascii() and text.replace(".", "", 1).replace(",", "", 1).isdigit():
        found = _numeric(text)
        return Shape(found) if found else None
    match = _STAMP.fullmatch(text)
    if match is None or (match["tail"] and not match["hm"]):
        return None
    date = _date(match)
    return Shape(date + _time(match), tail=bool(match["tail"])) if date else None


def _numeric(text: str) -> str | None:
    compact = _compact(text)
    if compact:
        return compact
    if _EXCEL.fullmatch(text):
        return "excel" if 20000 <= float(text.replace(",", ".")) < 80000 else None
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    by_length = {9: "s", 10: "s", 12: "ms", 13: "ms", 15: "us", 16: "us", 19: "ns"}
    unit = by_length.get(len(match[1]))
    return f"epoch_{unit}" if unit else None


def _compact(text: str) -> str | None:
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    if not match["hms"]:
        return "%Y%m%d"
    time = _COMPACT_TIME.fullmatch(match["hms"])
    return None if time is None else "%Y%m%d%H%M" + ("%S" if time["sec"] else "")


def _date(match: re.Match[str]) -> str | None:
    """Format of the date; None where two-digit years leave even the place of the year open."""
    if match["iso"]:
        return f"%Y{match['s1']}%m{match['s1']}%d"
    if match["num"]:
        if match["s2"] == "-" and len(match["y2"]) == 2:
            return None
        return f"%1{match['s2']}%2{match['s2']}{_year(match['y2'])}"
    if match["dmy"]:
        return f"%d{match['s3']}{_month(match['m3'])}{match['s4']}{_year(match['y3'])}"
    return f"{_month(match['m4'])} %d{match['s5']}%Y"


def _year(text: str) -> str:
    return "%Y" if len(text) == 4 else "%y"


def _month(name: str) -> str:
    return "%b" if len(name) == 3 else "%B"


def _time(match: re.Match[str]) -> str:
    if not match["hm"]:
        return ""
    half = match["half"]
    hours = "%I" if half else "%H"
    seconds = f"{match['s6']}%S" if match["sec"] else ""
    return (
        f"{match['gap']}{hours}{match['s6']}%M{seconds}"
        + ("%.f" if match["frac"] else "")
        + ((" %p" if half[0] == " " else "%p") if half else "")
    )


def is_stamp(text: str) -> bool:
    """True for a text that can only be a date, with or without a time of day."""
    found = shape(clean(text))
    return found is not None and not found.numeric and not text.strip().isdigit()


def is_clock(text: str) -> bool:
    """True for a time of day alone."""
    return _CLOCK.fullmatch(text.strip()) is not None


def given(text: str) -> Shape:
    """Shape of a format that the user gives: strptime, 'dd.mm.yyyy HH:MM:SS', or a name."""
    if text.lower() in NUMERIC or "%" in text:
        return Shape(text.lower() if text.lower() in NUMERIC else text)
    half = re.search(r"(?i)am/pm|tt|\bam\b|\bpm\b|a/p", text) is not None
    out, hour_seen = "", False
    for token in re.findall(r"(?i)am/pm|a/p|y+|m+|d+|h+|s+|tt|am|pm|f+|.", text):
        piece = _token(token, hour_seen=hour_seen, half=half)
        hour_seen = hour_seen or piece in {"%H", "%I"}
        out += piece
    return Shape(out.replace(".%f", "%.f"))


def _token(token: str, *, hour_seen: bool, half: bool) -> str:
    low = token.lower()
    if low[0] == "m":
        return "%M" if hour_seen and len(low) <= 2 else {3: "%b", 4: "%B"}.get(len(low), "%m")
    if low[0] == "y":
        return "%y" if len(low) <= 2 else "%Y"
    if low in {"am/pm", "a/p", "am", "pm", "tt"}:
        return "%p"
    named = {"d": "%d", "h": "%I" if half else "%H", "s": "%S", "f": "%f"}
    return named.get(low[0], token)
