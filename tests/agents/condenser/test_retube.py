"""`retube`: plugging on, replacing, retubing."""

from typing import Any

import pytest

from greenlang.agents.condenser.analyses.decisions import RETUBE
from greenlang.core.errors import InsufficientData
from greenlang.core.verify import verify
from tests.agents.condenser.made import audited, run

TUBES: dict[str, Any] = dict(RETUBE["tubes"])


def test_the_example_is_recomputed_from_its_record() -> None:
    found = audited("retube")
    verify(found.record)
    told = found.result
    assert told.best == told.options[0].name
    values = [float(one.npv) for one in told.options]
    assert values == sorted(values, reverse=True)
    on = next(one for one in told.options if one.name == "plug on")
    assert on.npv == 0
    assert on.last.plugged == 900 + 90 * 5.5
    new = next(one for one in told.options if one.name == "retube")
    assert new.last.cost < told.now.cost < on.last.cost
    assert float(told.per_hundred) > 0


def test_plugged_tubes_take_flow_where_the_circuit_is_known() -> None:
    """10 % plugged costs 1.1 mbar at constant flow and 1.8 with the pump curve (spec 3.13)."""
    tubes = {**TUBES, "plugged": "2000"}
    held = run("retube", tubes=tubes, circuit=None, years=1)
    free = run("retube", tubes=tubes, years=1)
    assert free.now.v < held.now.v
    assert free.pressure > held.pressure > 0
    assert any("flow held" in flag for flag in held.flags)


def test_a_retubing_pays_from_some_number_of_plugged_tubes_on() -> None:
    changes = {"years": 6, "circuit": None, "each": None}
    found = run("retube", **changes)
    limit = float(found.pays_from)
    assert 0 < limit < 6000
    for plugged, best in ((limit - 60, "plug on"), (limit + 60, "retube")):
        tubes = {**TUBES, "plugged": str(round(plugged))}
        assert run("retube", tubes=tubes, **changes).best == best


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"seasons": []}, "seasons"),
        ({"each": None, "retubing": None}, "each or retubing"),
        ({"tubes": {k: v for k, v in TUBES.items() if k != "plugged"}}, "plugged"),
        ({"prices": {}}, "prices"),
    ],
)
def test_what_is_lacking_is_told(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InsufficientData, match=told):
        run("retube", **changes)
