"""A plant file on disk: YAML 1.2, so that `on` and `no` stay words, and the tables it names."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from greenlang.core.errors import InputError, NotFound, near
from greenlang.services.files.workbook import SUFFIXES, sheets

LARGEST = 50_000_000


def loaded(path: Path) -> Mapping[str, Any]:
    """Plain data of a plant file; InputError names line and column of what is no YAML."""
    text = _text(path)
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    try:
        data = reader.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise InputError(f"{path} is not YAML: {where}{error.problem or error.context}") from None
    except (YAMLError, ValueError) as error:
        raise InputError(f"{path} is not YAML: {error}") from None
    if not isinstance(data, Mapping):
        raise InputError(f"{path}: a plant file begins with 'plant:'; `greenlang init` writes one")
    return data


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a small table with a header: CSV, whose separator is found out, or a workbook."""
    header, *body = _cells(path)
    read = []
    for number, row in body:
        if len(row) != len(header[1]):
            raise InputError(f"{path}, row {number}: {len(header[1])} columns are needed")
        read.append(dict(zip(header[1], row, strict=True)))
    return read


def _cells(path: Path) -> list[tuple[int, list[str]]]:
    """Number and cells of each row that holds any, header first."""
    if path.suffix.lower() in SUFFIXES:
        return _of_workbook(path)
    lines = [line for line in _text(path).splitlines() if line.strip() and line[0] != "#"]
    if not lines:
        raise InputError(f"{path} is empty: a header and rows are needed")
    separator = max(";,\t", key=lines[0].count)
    table = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    return [(number, [cell.strip() for cell in row]) for number, row in enumerate(table, 1)]


def _of_workbook(path: Path) -> list[tuple[int, list[str]]]:
    if not path.exists():
        raise _absent(path)
    first = sheets(path)[0].rows
    return [
        (number, [cell.strip().removesuffix(" 00:00:00") for cell in row])
        for number, row in enumerate(first, 1)
        if any(cell.strip() for cell in row) and not row[0].startswith("#")
    ]


def _absent(path: Path) -> NotFound:
    beside = [each.name for each in path.parent.glob("*")] if path.parent.is_dir() else []
    return NotFound(f"{path}: there is no such file{near(path.name, beside)}")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} is larger than {LARGEST // 1_000_000} MB: is it the history?")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _absent(path) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
