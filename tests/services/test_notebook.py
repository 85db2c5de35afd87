"""An analysis over tables of pandas, polars and Arrow."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from greenlang.agents.agent import agent
from greenlang.agents.exchanger.analyses.states import PERFORMANCE
from greenlang.core.cases import case_from
from greenlang.core.errors import InputError, InsufficientData, UnitError
from greenlang.core.provenance import audit
from greenlang.services.notebook import computed

CASE = {**PERFORMANCE, "balance": "flag"}
INDEX = pd.date_range("2025-01-01", periods=3, freq="D")
STATES = pd.DataFrame(
    {"hot.t_in [degC]": [220.0, 221.0, None], "cold.t_out [degF]": [311.0, 312.0, 313.0]},
    index=INDEX,
)


def test_a_row_is_what_the_audit_of_that_state_says() -> None:
    found = computed("exchanger", "performance", STATES, CASE)
    analysis = agent("exchanger").analysis("performance")
    for k, (hot, cold) in enumerate(((220, 311), (221, 312))):
        case = {
            **CASE,
            "hot": {**CASE["hot"], "t_in": f"{hot} degC"},
            "cold": {**CASE["cold"], "t_out": f"{cold} degF"},
        }
        result: Any = audit(analysis.run, case_from(analysis.case, case)).result
        assert found["u [W/(m2 K)]"].iloc[k] == pytest.approx(float(result.u), rel=1e-11)
    assert list(found.index) == list(INDEX)
    assert bool(np.isnan(found["u [W/(m2 K)]"].iloc[2]))


def test_the_kind_of_table_comes_back() -> None:
    plain = STATES.reset_index(drop=True)
    framed = computed("exchanger", "performance", pl.from_pandas(plain), CASE)
    arrow = computed("exchanger", "performance", pa.table(plain), CASE)
    assert isinstance(framed, pl.DataFrame)
    assert isinstance(arrow, pa.Table)
    assert framed["u [W/(m2 K)]"].to_list() == arrow["u [W/(m2 K)]"].to_pylist()
    assert framed["u [W/(m2 K)]"][2] is None


def test_texts_and_times_are_carried_along_and_units_are_chosen() -> None:
    table = pl.DataFrame({"asset": ["A", "B"], "hot.t_in [degC]": [220.0, 221.0]})
    si = computed("exchanger", "performance", table, CASE)
    us = computed(
        "exchanger", "performance", table, CASE, units={"u": "Btu/h ft2 F", "t_hot_in": "degF"}
    )
    assert us["asset"].to_list() == ["A", "B"]
    assert us["t_hot_in [degF]"].to_list() == pytest.approx([428.0, 429.8])
    ratio = si["u [W/(m2 K)]"] / us["u [Btu/h ft2 F]"]
    assert ratio.to_list() == pytest.approx([5.678263341] * 2)  # NIST SP 811, B.8


@pytest.mark.parametrize(
    ("table", "error", "said"),
    [
        ({"hot.t_inn [degC]": [220.0]}, InputError, "t_in"),
        ({"hot.t_in [kg/s]": [220.0]}, UnitError, "temperature"),
        ({"hot [degC]": [220.0]}, InputError, "hot"),
        ({"hot.t_in [degC]": [True]}, InputError, "numbers are needed"),
        ({"hot.t_in [degC]": np.array([])}, InsufficientData, "no row"),
    ],
)
def test_a_column_that_does_not_fit_is_named(
    table: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        computed("exchanger", "performance", pl.DataFrame(table), CASE)
    with pytest.raises(InputError, match="'uu'"):
        computed("exchanger", "performance", STATES, CASE, units={"uu": "K"})
