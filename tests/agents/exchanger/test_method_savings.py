"""Savings from a few periods: exact where the law is, banded where it is not, signed always."""

from typing import Any

import pytest

from greenlang.agents.exchanger.analyses.cleaning import SAVINGS
from greenlang.agents.exchanger.method import cleaning_cost as cost
from greenlang.agents.exchanger.method.savings import Savings, SavingsCase, savings
from greenlang.core.cases import case_from
from greenlang.core.errors import InputError
from greenlang.core.provenance import audit
from greenlang.core.uncertainty import floats
from greenlang.core.verify import verify
from greenlang.library.fouling.deposit import grown


def saved(**changes: Any) -> Savings:
    return audit(savings, case_from(SavingsCase, {**SAVINGS, **changes})).result


def test_the_record_verifies_and_parts_add_up() -> None:
    done = audit(savings, case_from(SavingsCase, SAVINGS))
    assert verify(done.record).steps > 50
    found = done.result
    parts = sum(float(one.energy) for one in found.periods)
    assert float(found.energy) == pytest.approx(parts)
    assert float(found.energy_p05) < float(found.energy) < float(found.energy_p95)
    price = 28 / 3.6e9 + 56.1e-9 * 0.075
    assert float(found.money) == pytest.approx(float(found.energy) * 0.82 / 0.88 * price)
    assert float(found.co2) == pytest.approx(float(found.energy) * 0.82 / 0.88 * 56.1e-9)


def test_a_cleaning_without_effect_has_saved_nothing() -> None:
    """The duty that the law of before would have left is exactly what was measured."""
    case = floats(case_from(SavingsCase, SAVINGS))
    periods = []
    for given, each in zip(SAVINGS["periods"], case.periods, strict=True):
        r_f = grown(case.deposit, case.deposit.r_now, each.since)
        q = float(cost.duty(each.at, 1 / (1 / each.at.u_clean + r_f)))
        periods.append({**given, "q": f"{q!r} W"})
    found = saved(periods=periods)
    assert abs(float(found.energy)) < 1e-6 * 1e13
    assert float(found.energy_p05) < 0.0 < float(found.energy_p95)


def test_less_duty_than_without_is_a_loss_with_its_sign() -> None:
    worse = [{**one, "q": "5 MW"} for one in SAVINGS["periods"]]
    found = saved(periods=worse)
    assert float(found.energy) < 0.0
    assert float(found.money) < 0.0


def test_a_law_less_known_has_a_wider_band() -> None:
    known = saved()
    unsure = saved(deposit={**SAVINGS["deposit"], "sigma_pace": "60 %"})
    widths = [float(one.energy_p95) - float(one.energy_p05) for one in (known, unsure)]
    assert widths[1] > 1.3 * widths[0]


def test_no_period_is_refused() -> None:
    with pytest.raises(InputError, match="no period"):
        saved(periods=[])
