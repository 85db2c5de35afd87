import dataclasses
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from greenlang.core.cases import Attachment, case_from
from greenlang.core.errors import ImpossibleState, InputError, UnitError, UntracedValue
from greenlang.core.provenance import audit, count
from greenlang.core.records import as_document, sealed, sha256, signed_head
from greenlang.core.uncertainty import floats
from greenlang.core.units import KgPerSecond, Watt
from greenlang.core.verify import opened, verify
from tests.core import sample as s


def test_a_result_equals_the_vectorised_one_and_every_number_has_an_origin() -> None:
    audited = audit(s.performance, s.EXAMPLE)
    fleet = s.performance(
        dataclasses.replace(floats(s.EXAMPLE), m=np.full(3, 20.0), re=np.full(3, 5e4))
    )
    assert float(audited.result.q) == 20 * 2300 * 60
    np.testing.assert_allclose(fleet.q, float(audited.result.q), rtol=1e-15)
    np.testing.assert_allclose(fleet.f, float(audited.result.f), rtol=1e-12)
    steps = json.loads(audited.record.content)["steps"]
    assert [len(step) for step in steps] == [3] * len(steps)


def test_the_same_calculation_has_one_hash_and_two_stored_copies_have_two_seals() -> None:
    a = audit(s.performance, s.EXAMPLE).record
    b = audit(s.performance, dataclasses.replace(s.EXAMPLE, m="20.0")).record
    assert a.content_hash == b.content_hash
    first = sealed(a, record_id="1", created_at="2026-01-01T00:00:00Z", software="0.1.0")
    second = sealed(b, record_id="2", created_at="2026-01-01T00:00:00Z", software="0.1.0",
                    previous=first.seal)  # fmt: skip
    assert first.seal != second.seal
    assert json.loads(second.envelope)["previous"] == first.seal
    head = json.loads(signed_head(second.seal, lambda text: sha256(text.decode()).encode()))
    assert head["seal"] == second.seal
    assert bytes.fromhex(head["signature"]).decode() == sha256(second.seal)


def test_a_stored_record_opens_again() -> None:
    record = audit(s.performance, s.EXAMPLE).record
    stored = sealed(record, record_id="1", created_at="2026", software="0.1.0")
    assert opened(as_document(stored)) == stored
    assert opened(as_document(record)) == record


def test_plant_units_are_converted_by_recorded_steps() -> None:
    us = dataclasses.replace(
        s.EXAMPLE, t_in="302 degF", m="158732.8 lb/h", pressure="12.5 kg/cm2 g",
        barometer="1.006 bar a",
    )  # fmt: skip
    audited = audit(s.performance, us)
    assert audited.result.pressure == Decimal("1326431.25")
    names = {eq["name"] for eq in json.loads(audited.record.content)["equations"]}
    assert {"units.degF to K", "units.lb/h to kg/s", "units.kg/cm2 g to Pa"} <= names
    verify(audited.record)


@pytest.mark.parametrize("cold", ["-300 degC", "-459.67 degF", "0", "-5 K"])
def test_nothing_is_colder_than_absolute_zero(cold: str) -> None:
    with pytest.raises(ImpossibleState, match=r"t_other: .* at or below absolute zero"):
        audit(s.performance, dataclasses.replace(s.EXAMPLE, t_other=cold))


def test_a_gauge_pressure_without_a_barometer_is_refused() -> None:
    with pytest.raises(UnitError, match=r"pressure: .*gauge.*barometer"):
        audit(s.performance, dataclasses.replace(s.EXAMPLE, pressure="3 bar g"))


def test_a_number_from_nowhere_is_refused() -> None:
    def sloppy(x: Any) -> Any:
        return s.Result(s.duty(s.capacity_rate(x.m, x.cp), x.t_in + 1, x.t_out), x, x, None, "")

    def unmarked(x: Any) -> Any:
        return s.Result(s.total_flow(x.m, 3), x, x, None, "")

    def handmade(x: Any) -> Any:
        return s.Result(Decimal(7), x.t_in, x.re, None, "")

    for method in (sloppy, unmarked, handmade):
        with pytest.raises(UntracedValue):
            audit(method, s.EXAMPLE)


def test_floats_are_refused_inside_an_audit() -> None:
    with pytest.raises(UntracedValue, match="capacity_rate"):
        audit(lambda _: s.capacity_rate(1.0, 2.0), s.EXAMPLE)


@pytest.mark.parametrize("value", ["nan", "inf", Decimal("NaN"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(value: Any) -> None:
    with pytest.raises(InputError):
        audit(s.performance, dataclasses.replace(s.EXAMPLE, m=value))


def test_a_guard_names_value_limit_and_remedy() -> None:
    crossed = dataclasses.replace(s.EXAMPLE, t_in="350")
    with pytest.raises(ImpossibleState, match=r"t_warm > t_cool.*t_warm = 350.*check the tags"):
        audit(s.performance, crossed)
    rows = s.duty(np.array([1.0, 1.0]), np.array([350.0, 300.0]), np.array([340.0, 340.0]))
    np.testing.assert_array_equal(rows, [10.0, np.nan])


def test_a_correlation_outside_its_range_warns() -> None:
    warnings = audit(s.performance, s.EXAMPLE).warnings
    assert [str(w) for w in warnings] == [
        "tests.core.sample.lmtd: dt_1 = 102.65 lies outside 1 to 100, the range of its source"
    ]


@dataclass(frozen=True)
class User:
    m: KgPerSecond
    name: str = ""


@dataclass(frozen=True)
class Net:
    users: tuple[User, ...]
    parts: int
    year: Attachment | None = None


@dataclass(frozen=True)
class Total:
    m: KgPerSecond
    each: tuple[User, ...]


def demand(net: Net) -> Total:
    return Total(s.total_flow(*(user.m for user in net.users), net.parts), net.users)


def test_cases_and_results_nest_and_long_evidence_is_attached() -> None:
    case = case_from(
        Net, {"users": [{"m": "1.25"}, {"m": "9 t/h", "name": "E"}], "parts": 2, "year": "1;2;3"}
    )
    audited = audit(demand, case)
    assert audited.result.m == Decimal("5.75")
    content = json.loads(audited.record.content)
    assert ["users[1].m", "9", "t/h"] in content["inputs"]
    assert content["outputs"]["each[1].m"] == "s0"
    assert audited.record.attachments == ((sha256("1;2;3"), "1;2;3"),)
    verify(audited.record)


def test_counts_are_marked_and_plain_integers_are_not() -> None:
    assert count(3) + 1 == 4
    assert type(count(3) + 1) is int


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"users": [], "part": 1}, "part: unknown field .did you mean 'parts'"),
        ({"users": []}, "parts missing"),
        ({"users": [{"m": [1]}], "parts": 1}, r"users\[0\].m: a number with its unit"),
        ({"users": 5, "parts": 1}, "users: a list is needed"),
        ({"users": [], "parts": "two"}, "parts: a whole number"),
        ({"users": [{"m": "1,5 t/h"}], "parts": 1}, "decimal point"),
    ],
)
def test_a_misshapen_case_is_named(given: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        case_from(Net, given)


def test_what_is_not_understood_fails_when_it_is_declared() -> None:
    @dataclass(frozen=True)
    class Odd:
        table: dict[str, float]

    @dataclass(frozen=True)
    class Mixed:
        q: Watt | str

    for kind in (Odd, Mixed):
        with pytest.raises(TypeError):
            case_from(kind, {})
