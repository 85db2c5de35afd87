"""The list of survivors, each with its judgement, which stays as long as its line does."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

SURVIVORS = Path(__file__).parent / "survivors.csv"
COLUMNS = ("file", "function", "line", "change", "text", "judgement")
Key = tuple[str, str, str, str]  # file, function, change, text of the line


def rows() -> list[dict[str, str]]:
    """The list as it is kept."""
    if not SURVIVORS.exists():
        return []
    with SURVIVORS.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def key(row: Mapping[str, str]) -> Key:
    """What a judgement is about, whatever the number of its line."""
    return row["file"], row["function"], row["change"], row["text"]


def kept(survivors: Mapping[Key, int], tried: set[Key], there: set[Key]) -> Sequence[Key]:
    """Write the survivors with the judgements that they have; those that have none.

    What was not tried in this run keeps its place while its line is `there`.
    """
    before = {key(row): row for row in rows()}
    lines = {k: row["line"] for k, row in before.items() if k in there and k not in tried}
    lines |= {k: str(number) for k, number in survivors.items()}
    judgement = {k: row["judgement"] for k, row in before.items()}
    with SURVIVORS.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for each in sorted(lines):
            path, function, change, text = each
            writer.writerow((path, function, lines[each], change, text, judgement.get(each, "")))
    return [each for each in sorted(lines) if not judgement.get(each)]
