"""Quality that a historian gives beside each value: OPC, OPC UA, a percentage, or words."""

from collections.abc import Collection

_GOOD_WORDS = frozenset(
    "ok,g,true,valid,gut,gültig,bon,bonne,bueno,normal,raw,actual,y,yes,interpolated,calculated,"
    "captured,snapshot,192".split(",")
)
_FLIPPED = ("bad", "questionable", "error", "invalid", "substituted", "suspect", "flag")
UNDECIDED = "undecided"


def scheme(cells: Collection[str], name: str) -> str:
    """How quality is written: 'opc', 'opc ua', 'percent', 'true is good', 'true is bad', 'words'.

    'undecided' where only 0 or 1 occurs under a name that does not say which is good.
    """
    found = {c.strip().casefold() for c in cells if c.strip()}
    if not found:
        return UNDECIDED
    flipped = any(word in name.casefold() for word in _FLIPPED)
    if found <= {"true", "false"} or (found <= {"0", "1", "0.0", "1.0"} and _says(name)):
        return "true is bad" if flipped else "true is good"
    numbers = [float(c) for c in found if _is_number(c)]
    if len(numbers) < len(found):
        return "words"
    largest = max(numbers)
    if largest >= 0x4000_0000:
        return "opc ua"
    if largest >= 128:
        return "opc"
    return "percent" if largest == 100 else UNDECIDED


def _says(name: str) -> bool:
    return any(w in name.casefold() for w in (*_FLIPPED, "good", "valid", "gut"))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def good(text: str, how: str) -> bool:
    """True where the value beside may be used."""
    bare = text.strip().casefold()
    if how == UNDECIDED or not bare:
        return True
    if how.startswith("true is"):
        return (bare in {"true", "1", "1.0"}) == how.endswith("good")
    if how == "words" or not _is_number(bare):
        return bare in _GOOD_WORDS or bare.startswith("good")
    number = int(float(bare))
    if how == "opc":
        return number & 0xC0 == 0xC0
    return number < 0x4000_0000 if how == "opc ua" else number >= 50
