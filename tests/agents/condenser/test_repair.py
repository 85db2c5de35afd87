"""`air_repair`: what a leak costs now, with a spare pump, and repaired."""

from decimal import Decimal
from typing import Any

import pytest

from greenlang.agents.condenser.analyses.decisions import AIR_REPAIR
from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.core.verify import verify
from tests.agents.condenser.made import audited, run

VACUUM: dict[str, Any] = dict(AIR_REPAIR["vacuum"])


def test_the_example_is_recomputed_from_its_record() -> None:
    found = audited("air_repair")
    verify(found.record)
    leak = found.result
    assert leak.now.p == leak.now.p_floor
    assert leak.now.margin < 1 < leak.with_spare.margin
    assert leak.repaired.p < leak.with_spare.p < leak.now.p
    assert float(leak.pressure) == pytest.approx(float(leak.now.p - leak.repaired.p))
    assert leak.spare.startswith("start it")
    assert leak.action == "now"
    till = leak.with_spare.lost - leak.repaired.lost
    assert float(leak.benefit) == pytest.approx(float(till) * 40 * 86400 - 6000)
    assert float(leak.payback) == pytest.approx(6000 / float(till))


def test_air_that_the_pumps_carry_asks_for_nothing() -> None:
    small = run("air_repair", m_air="12 kg/h", r_air="2e-6 m2 K/W")
    assert small.now.p == small.p_heat == small.repaired.p
    assert small.spare.startswith("not needed")
    assert small.with_spare.lost > small.now.lost
    assert small.action == "never"
    assert small.payback is None
    assert any("carry this air easily" in flag for flag in small.flags)


def test_a_short_time_to_the_outage_lets_a_repair_wait() -> None:
    assert run("air_repair", until="2 d").action == "next outage"


def test_without_a_spare_pump_the_leak_costs_more_till_its_repair() -> None:
    alone = run("air_repair", vacuum={**VACUUM, "spare": 0})
    assert alone.with_spare is None
    assert alone.spare == "there is none"
    assert alone.benefit > run("air_repair").benefit


def test_the_power_of_pumps_needs_a_price() -> None:
    turbine = {**AIR_REPAIR["turbine"], "heat_rate": "9100 kJ/kWh"}
    prices = {"basis": "constant output", "fuel": "7.8 EUR/GJ"}
    found = run("air_repair", turbine=turbine, prices=prices)
    assert any("no price" in flag for flag in found.flags)
    assert found.saved > Decimal(0)


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"vacuum": {**VACUUM, "running": 0}}, InsufficientData, "must run"),
        ({"m_air": "0 kg/h"}, ImpossibleState, "no leak"),
        ({"m_air_after": "60 kg/h"}, ImpossibleState, "no more than"),
        ({"prices": {}}, InsufficientData, "prices"),
    ],
)
def test_what_cannot_be_is_refused(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        run("air_repair", **changes)
