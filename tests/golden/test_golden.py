"""Records equal, byte for byte, what was kept; `make golden` asks every Python on the machine."""

import json
import sys

import pytest

from greenlang.core.records import Record, sha256
from greenlang.core.verify import verify
from tests.golden import run
from tests.golden.records import FOLDER, analyses, content, kept, record


@pytest.mark.parametrize("name", analyses())
def test_a_record_is_as_it_was_kept(name: str) -> None:
    assert kept(name).exists(), "keep it: python -m tests.golden.records --keep"
    assert content(name) == kept(name).read_bytes()


@pytest.mark.parametrize("name", analyses())
def test_a_golden_record_verifies(name: str) -> None:
    text = kept(name).read_text(encoding="utf-8")
    attached = () if text.startswith('{"attachments":[]') else record(name).attachments
    assert verify(Record(text, sha256(text), attached)).steps > 0


def test_every_golden_record_belongs_to_an_analysis() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(analyses())


def test_golden_records_hold_no_binary_numbers() -> None:
    def refuse(text: str) -> None:
        raise AssertionError(text)

    for path in FOLDER.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), parse_float=refuse)


def test_this_python_is_found() -> None:
    version = "{}.{}".format(*sys.version_info[:2])
    found = run.interpreter(version)
    assert found is not None
    assert found[0].startswith(version)


def test_the_lock_of_golden_runs_holds_only_what_they_need() -> None:
    pins = [line for line in run.locked(run.NEEDED).splitlines() if "==" in line]
    assert pins
    assert all(pin.startswith("numpy==") for pin in pins)
