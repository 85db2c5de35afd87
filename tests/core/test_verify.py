import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from greenlang.core.equations import REGISTRY
from greenlang.core.errors import NotVerified
from greenlang.core.explain import explanation
from greenlang.core.provenance import audit
from greenlang.core.records import Record, as_document, canonical_json, sealed, sha256
from greenlang.core.units import JoulePerKg, Kelvin, Pascal
from greenlang.core.verify import opened, verify
from greenlang.library.steam import region2
from tests.core import sample as s

RECORD = audit(s.performance, dataclasses.replace(s.EXAMPLE, t_in="302 degF")).record
PUBLISHED = {
    name: eq.text_hash for name, eq in REGISTRY.items() if name.startswith("tests.core.sample")
}


def forged(change: Callable[[dict[str, Any]], None]) -> Record:
    """A record that was changed and hashed again, as a forger would."""
    content = json.loads(RECORD.content)
    change(content)
    text = canonical_json(content)
    return Record(text, sha256(text))


def test_a_true_record_holds_with_and_without_the_published_list() -> None:
    verdict = verify(RECORD, PUBLISHED)
    assert (verdict.calculation, verdict.unpublished) == ("tests.core.sample.performance", ())
    assert verdict.steps == 8
    assert len(verify(RECORD).unpublished) == 6


def _other_value(content: dict[str, Any]) -> None:
    content["steps"][-1][2] = "1"


def _other_input(content: dict[str, Any]) -> None:
    content["inputs"][0][1] = "21"


def _forged_formula(content: dict[str, Any]) -> None:
    eq = next(eq for eq in content["equations"] if eq["symbol"] == "C")
    eq["formula"] = "m * cp * 1"


def _no_formula(content: dict[str, Any]) -> None:
    next(eq for eq in content["equations"] if eq["symbol"] == "C")["formula"] = None


def _count_as_output(content: dict[str, Any]) -> None:
    content["outputs"]["q"] = "c7"


def _not_finite(content: dict[str, Any]) -> None:
    content["inputs"][0][1] = "Infinity"


def _from_the_future(content: dict[str, Any]) -> None:
    content["steps"][1][1][0] = "s7"


def _unknown_step(content: dict[str, Any]) -> None:
    content["steps"].append({"trust": "me"})


def _posited(content: dict[str, Any]) -> None:
    content["steps"].append({"posit": "x", "system": "n", "unit": "W", "value": "7"})


def _other_conversion(content: dict[str, Any]) -> None:
    eq = next(eq for eq in content["equations"] if eq["kind"] == "conversion")
    eq["formula"] = "(x + 460) / 1.8"


def _other_unit(content: dict[str, Any]) -> None:
    next(entry for entry in content["inputs"] if entry[0] == "t_out")[2] = "degC"


def _other_plant_unit(content: dict[str, Any]) -> None:
    next(entry for entry in content["inputs"] if entry[0] == "t_in")[2] = "degC"


def _other_flow_unit(content: dict[str, Any]) -> None:
    next(entry for entry in content["inputs"] if entry[0] == "m")[2] = "t/h"


def _no_unit(content: dict[str, Any]) -> None:
    next(entry for entry in content["inputs"] if entry[0] == "m")[2] = "furlong"


FORGERIES = [
    _other_unit, _other_plant_unit, _other_flow_unit, _no_unit,
    _other_value, _other_input, _forged_formula, _no_formula, _count_as_output, _not_finite,
    _from_the_future, _unknown_step, _posited, _other_conversion,
]  # fmt: skip


@pytest.mark.parametrize("change", FORGERIES)
def test_a_forged_record_does_not_verify(change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(NotVerified):
        verify(forged(change), PUBLISHED)


def test_a_forged_formula_with_a_fitting_hash_and_value_fails_against_the_published_list() -> None:
    from greenlang.core.formulas import text_hash

    def change(content: dict[str, Any]) -> None:
        eq = next(eq for eq in content["equations"] if eq["symbol"] == "C")
        eq["formula"] = "m * cp + 0"
        marks = ",".join(f"{n} {u}" for n, u in eq["inputs"])
        eq["hash"] = text_hash(eq["name"], eq["kind"], marks, eq["formula"], eq["unit"])

    verify(forged(change))
    with pytest.raises(NotVerified, match="capacity_rate: the formula differs"):
        verify(forged(change), PUBLISHED)


def test_a_formula_disguised_as_a_reading_fails_against_the_published_list() -> None:
    from greenlang.core.formulas import text_hash

    def change(content: dict[str, Any]) -> None:
        eq = next(eq for eq in content["equations"] if eq["symbol"] == "C")
        eq["formula"], eq["kind"] = None, "lookup"
        marks = ",".join(f"{n} {u}" for n, u in eq["inputs"])
        eq["hash"] = text_hash(eq["name"], eq["kind"], marks, "", eq["unit"])

    assert "tests.core.sample.capacity_rate" not in verify(forged(change)).unpublished
    with pytest.raises(NotVerified, match="capacity_rate: the formula differs"):
        verify(forged(change), PUBLISHED)


def test_a_number_in_another_unit_than_the_formula_takes_is_named() -> None:
    with pytest.raises(NotVerified, match=r"capacity_rate: m is taken in kg/s, i0 is in t/h"):
        verify(forged(_other_flow_unit), PUBLISHED)


def test_the_first_step_that_fails_is_named() -> None:
    def change(content: dict[str, Any]) -> None:
        content["steps"][1][2] = "46001"

    with pytest.raises(NotVerified, match=r"step 1: .*m \* cp gives 46000, not 46001"):
        verify(forged(change))


def test_an_altered_file_is_seen_before_anything_is_computed() -> None:
    stored = sealed(RECORD, record_id="1", created_at="2026", software="0.1.0")
    document = as_document(stored)
    opened(document)
    alterations = [
        (r'\\"2300\\"', '\\\\"2301\\\\"'),
        (r'record_id\\":\\"1', 'record_id\\\\":\\\\"2'),
        (r'"seal": "sha256:.', '"seal": "sha256:x'),
    ]
    for old, new in alterations:
        changed = re.sub(old, new, document, count=1)
        assert changed != document
        with pytest.raises(NotVerified):
            opened(changed)
    for broken in ("", "{}", "[]", "null", document[: len(document) // 2]):
        with pytest.raises(NotVerified):
            opened(broken)


def test_an_explanation_shows_symbol_formula_numbers_unit_and_source() -> None:
    text = explanation(RECORD)
    assert "T = (x + 459.67) / 1.8" in text
    assert "= (302 + 459.67) / 1.8" in text
    assert "C = m * cp" in text
    assert "= 20 * 2300" in text
    assert "= 46000 W/K" in text
    assert "Colebrook" in text
    assert RECORD.content_hash in text


def test_a_record_is_bound_to_the_tables_that_its_formulas_read() -> None:
    record = audit(heat_content, At("3500", "300")).record
    verify(record)
    content = json.loads(record.content)
    reading = [eq for eq in content["equations"] if "tables" in eq]
    assert reading
    reading[0]["tables"] = dict.fromkeys(reading[0]["tables"], "sha256:another")
    text = canonical_json(content)
    with pytest.raises(NotVerified, match="another table"):
        verify(Record(text, sha256(text)))


@dataclasses.dataclass(frozen=True)
class At:
    p: Pascal
    t: Kelvin


@dataclasses.dataclass(frozen=True)
class Content:
    h: JoulePerKg


def heat_content(x: At) -> Content:
    return Content(region2.enthalpy(x.p, x.t))
