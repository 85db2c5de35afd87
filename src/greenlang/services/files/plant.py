"""A plant file on disk: YAML 1.2, so that `on` and `no` stay words, and the tables it names."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from greenlang.core.errors import InputError, NotFound, near

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
    """Rows of a small CSV table with a header; the separator is found out."""
    text = _text(path)
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise InputError(f"{path} is empty: a header and rows are needed")
    separator = max(";,\t", key=lines[0].count)
    table = csv.DictReader(lines, delimiter=separator, skipinitialspace=True)
    read = []
    for number, row in enumerate(table, 2):
        if None in row or None in row.values():
            raise InputError(
                f"{path}, row {number}: {len(table.fieldnames or ())} columns are needed"
            )
        read.append({key.strip(): value.strip() for key, value in row.items()})
    return read


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} is larger than {LARGEST // 1_000_000} MB: is it the history?")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        beside = [each.name for each in path.parent.glob("*")] if path.parent.is_dir() else []
        raise NotFound(f"{path}: there is no such file{near(path.name, beside)}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
