"""`decomposition`: the worked example, sums, causes that did not change, arrays."""

import dataclasses
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.method.decomposition import (
    Conditions,
    DecompositionCase,
    decomposition,
)
from greenlang.core.errors import InsufficientData
from tests.agents.condenser.made import example, part, run

TUBES = Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, f_b=0.75)
REFERENCE = Conditions(288.15, 16.0, 6e8, 0.0, 0.0, None, 2000.0)


def test_the_worked_example() -> None:
    """Computed twice, with the tube film at the inlet's velocity: 18.310 ... 0.445 mbar."""
    found = run("decomposition")
    parts = [float(one.p) / 100 for one in found.parts]
    assert parts == pytest.approx([18.310, 4.356, -2.815, 5.199, 0.445], abs=0.006)
    assert float(found.p_actual - found.p_reference) / 100 == pytest.approx(25.495, abs=0.01)
    assert sum(one.p for one in found.parts) == pytest.approx(found.change, abs=Decimal("1e-20"))
    assert sum(one.t_s for one in found.parts) == pytest.approx(
        found.change_t_s, abs=Decimal("1e-20")
    )


def test_one_at_a_time_does_not_sum() -> None:
    found = run("decomposition")
    gains = sum(float(one.gain) for one in found.parts) / 100
    assert gains == pytest.approx(27.0, abs=0.05)
    assert float(found.interaction) / 100 == pytest.approx(float(found.change) / 100 - gains)


def test_a_cause_that_did_not_change_has_no_part() -> None:
    same = {**example("decomposition")["reference"], "t_in": "22 degC"}
    found = run("decomposition", actual=same)
    assert {one.cause: float(one.p) for one in found.parts if one.p} == {
        "inlet temperature": pytest.approx(float(found.change))
    }


def test_debris_is_a_cause_beside_plugged_tubes() -> None:
    """A tenth of the open tubes closed costs more than a hundredth plugged; both sum with all."""
    actual = part("decomposition", "actual", blocked="0.1")
    found = run("decomposition", actual=actual)
    parts = {one.cause: float(one.p) for one in found.parts}
    assert parts["debris"] > 2 * parts["plugging"] > 0
    assert sum(one.p for one in found.parts) == pytest.approx(found.change, abs=Decimal("1e-20"))
    closed = 20000 - 19400 * 0.9
    same = run("decomposition", actual=part("decomposition", "actual", plugged=closed))
    assert float(found.p_actual) == pytest.approx(float(same.p_actual), rel=1e-12)


def test_the_film_in_the_tubes_may_be_learnt() -> None:
    thicker = run("decomposition", tubes=part("decomposition", "tubes", f_t="1.1"))
    plain = run("decomposition")
    assert float(thicker.p_reference) > float(plain.p_reference)
    same = run("decomposition", tubes=part("decomposition", "tubes", f_t="1"))
    assert same.p_reference == plain.p_reference


def test_air_beyond_the_pumps_is_a_cause_of_its_own() -> None:
    actual = part("decomposition", "actual", p_floor="70 mbar a")
    reference = part("decomposition", "reference", p_floor="20 mbar a")
    found = run("decomposition", actual=actual, reference=reference)
    assert float(found.p_actual) == pytest.approx(7000)
    air = next(one for one in found.parts if one.cause == "air")
    assert float(air.gain) == pytest.approx(7000 - 6313.6, abs=1)
    assert sum(one.p for one in found.parts) == pytest.approx(found.change, abs=Decimal("1e-20"))
    assert not any("air" in flag for flag in found.flags)


def test_what_is_not_explained_keeps_its_sign() -> None:
    assert float(run("decomposition", p="60 mbar a").unexplained) < 0
    assert run("decomposition", p=None).unexplained is None


def test_without_a_bundle_factor_there_is_no_split() -> None:
    with pytest.raises(InsufficientData, match="f_b"):
        run("decomposition", tubes=part("decomposition", "tubes", f_b=None))


STATES = st.builds(
    Conditions,
    st.floats(278.0, 303.0),
    st.floats(11.0, 22.0),
    st.floats(3e8, 7e8),
    st.floats(-2e-5, 2e-4),
    st.floats(0.0, 2000.0),
    st.none(),
    st.floats(1500.0, 9000.0),
)


@settings(max_examples=25, deadline=None)
@given(STATES)
def test_parts_sum_to_the_change(actual: Conditions) -> None:
    found: Any = decomposition(DecompositionCase(TUBES, REFERENCE, actual))
    assert sum(one.p for one in found.parts) == pytest.approx(found.change, abs=1e-9)
    assert sum(one.t_s for one in found.parts) == pytest.approx(found.change_t_s, abs=1e-9)


def test_arrays_agree_with_decimals() -> None:
    case = DecompositionCase(
        TUBES,
        Conditions(288.15, 16.0, 6e8, 0.0, 0.0),
        Conditions(np.array([295.15, 288.15]), 13.5, 5.6e8, 8e-5, 600.0),
        p=6410.0,
    )
    fast: Any = decomposition(case)
    exact = run("decomposition")
    for one, other in zip(fast.parts, exact.parts, strict=True):
        for field in dataclasses.fields(one):
            if field.name not in {"cause", "worth", "gain_worth"}:
                value = float(getattr(other, field.name))
                assert getattr(one, field.name)[0] == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert fast.parts[0].p[1] == pytest.approx(0, abs=1e-9)
