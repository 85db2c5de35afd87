"""`performance`: one measured state, its band, what is missing, what is refused."""

import dataclasses
import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from greenlang.agents.exchanger import AGENT
from greenlang.agents.exchanger.analyses import states
from greenlang.agents.exchanger.cases import Performance, PerformanceCase, Stream
from greenlang.agents.exchanger.method.performance import performance
from greenlang.core.cases import case_from
from greenlang.core.errors import (
    BalanceOpen,
    ImpossibleState,
    Infeasible,
    InputError,
    InsufficientData,
)
from greenlang.core.provenance import audit
from greenlang.core.units import units_of
from greenlang.core.verify import verify
from greenlang.library.columns import in_chunks
from greenlang.library.fluids.kinds import Constant, Petroleum
from greenlang.library.heat.pntu.arrangements import p_of

SIGMA = {"sigma_t_in": "0.5", "sigma_t_out": "0.5", "sigma_flow": "0.02"}


def _case(**changes: Any) -> PerformanceCase:
    case: PerformanceCase = case_from(PerformanceCase, states.PERFORMANCE)
    return dataclasses.replace(case, **changes)


def _side(side: str, **changes: Any) -> Any:
    return dataclasses.replace(getattr(_case(), side), **changes)


def _clean_e_1_2(shells: int = 1) -> dict[str, Any]:
    """120 against 119.9 kW/K, 220/120 degC, 250 m2, U 400: outlets by the forward formula."""
    c_hot, c_cold, ua = 120e3, 119.9e3, 400.0 * 250.0
    p = float(p_of("E 1-2", ua / c_hot, c_hot / c_cold, shells))
    t_hot_out = 493.15 - 100 * p
    t_cold_out = 393.15 + 100 * p * c_hot / c_cold
    hot = Stream(Constant(Decimal(2400)), 493.15, t_hot_out, 50, **SIGMA)
    cold = Stream(Constant(Decimal(2398)), 393.15, t_cold_out, 50, **SIGMA)
    return {"hot": hot, "cold": cold, "area": 250, "u_clean": 420, "shells": shells}


def test_known_exchanger_comes_back() -> None:
    result = audit(performance, PerformanceCase(**_clean_e_1_2())).result
    assert float(result.u) == pytest.approx(400, rel=1e-9)
    assert float(result.f) == pytest.approx(0.90, abs=0.005)
    assert float(result.q) == pytest.approx(float(result.u * 250 * result.f * result.lmtd))
    assert float(result.r_f or 0) == pytest.approx(1 / 400 - 1 / 420, rel=1e-7)
    assert abs(result.imbalance or 0) < Decimal("1e-12")


def test_band_of_one_duty_and_four_temperatures() -> None:
    """7.4e-5 m2 K/W at F 0.90, U 400, 0.5 K, 2 %; 11.6e-5 by both flows without an outlet."""
    case = PerformanceCase(**_clean_e_1_2())
    one_flow = dataclasses.replace(case, cold=dataclasses.replace(case.cold, m=None))
    result = audit(performance, one_flow).result
    assert float(result.r_f_sigma or 0) == pytest.approx(7.4e-5, rel=0.02)
    assert float(result.m_cold) == pytest.approx(50, rel=1e-6)
    for side, end in (("hot", "t_in"), ("hot", "t_out"), ("cold", "t_in"), ("cold", "t_out")):
        stream = dataclasses.replace(getattr(case, side), **{end: None})
        three = audit(performance, dataclasses.replace(case, **{side: stream})).result
        assert float(three.u) == pytest.approx(400, rel=1e-6)
        assert three.r_f_sigma is not None
        expected = 11.6e-5 if end == "t_out" else 5.9e-5
        assert float(three.r_f_sigma) == pytest.approx(expected, rel=0.02)
        assert three.flags[0].startswith(f"unreconciled: {side} {end}")


@pytest.mark.parametrize(
    "missing", ["", "hot.m", "cold.t_out", "cold.t_in", "hot.t_in", "hot.t_out"]
)
def test_the_first_order_band_is_that_of_draws(missing: str) -> None:
    """20 000 draws through the same method in arrays."""
    case = PerformanceCase(**_clean_e_1_2())
    if missing:
        side, field = missing.split(".")
        case = dataclasses.replace(
            case, **{side: dataclasses.replace(getattr(case, side), **{field: None})}
        )
    result = audit(performance, case).result
    rng = np.random.default_rng(1)
    r_f = np.asarray(performance(_drawn(case, rng, 20_000)).r_f)
    r_f = r_f[np.isfinite(r_f)]
    assert len(r_f) > 19_900
    assert float(result.r_f_sigma or 0) == pytest.approx(np.std(r_f), rel=0.06)
    shares = [v for v in vars(result.shares).values() if v is not None]
    assert float(sum(shares)) == pytest.approx(1, abs=1e-12)


def _drawn(case: PerformanceCase, rng: Any, n: int) -> PerformanceCase:
    def stream(s: Stream) -> Stream:
        given: dict[str, Any] = {
            name: None
            if getattr(s, name) is None
            else float(getattr(s, name)) + sigma * rng.standard_normal(n)
            for name, sigma in (("t_in", 0.5), ("t_out", 0.5), ("m", 1.0))
        }
        cp = float(s.fluid.cp)  # type: ignore[union-attr]
        return Stream(Constant(cp), **given, sigma_t_in=0.5, sigma_t_out=0.5, sigma_flow=0.02)

    return dataclasses.replace(
        case, hot=stream(case.hot), cold=stream(case.cold), area=250.0, u_clean=420.0
    )


@pytest.mark.parametrize("shells", [1, 2])
@pytest.mark.parametrize("arrangement", ["E 1-2", "E 1-4", "counterflow", "crossflow both unmixed"])
def test_a_case_and_an_array_agree(arrangement: str, shells: int) -> None:
    case = _case(arrangement=arrangement, shells=shells)
    exact = audit(performance, case).result
    fast = performance(_floats(case))
    for name in units_of(Performance):
        if (value := getattr(exact, name)) is not None:
            np.testing.assert_allclose(getattr(fast, name), float(value), rtol=1e-8, err_msg=name)


def _floats(case: PerformanceCase) -> PerformanceCase:
    def stream(s: Stream, t_in: float, t_out: float, m: float) -> Stream:
        fluid = s.fluid
        assert isinstance(fluid, Petroleum)
        cut = Petroleum(float(fluid.api.value), float(fluid.watson_k.value))
        t_1, t_2, flow = (np.full(3, v) for v in (t_in, t_out, m))
        return Stream(cut, t_1, t_2, flow, sigma_t_in=0.5, sigma_t_out=0.5, sigma_flow=0.02)

    return dataclasses.replace(
        case,
        hot=stream(case.hot, 493.15, 433.15, 60.0),
        cold=stream(case.cold, 393.15, 428.15, 390 / 3.6),
        area=560.0,
        u_clean=450.0,
        sigma_u_clean=20.0,
        q_design=9.8e6,
        r_f_design=8e-4,
    )


def test_swapping_the_fluids_names_changes_nothing_in_a_symmetric_shell() -> None:
    a = audit(performance, _case(shell_side="hot")).result
    b = audit(performance, _case(shell_side="cold")).result
    for name in ("ua", "u", "r_f", "r_f_sigma", "ntu", "effectiveness", "f"):
        assert float(getattr(a, name)) == pytest.approx(float(getattr(b, name)), rel=1e-12), name


def test_the_record_verifies_and_is_compact() -> None:
    record = audit(performance, _case()).record
    verify(record)
    content = json.loads(record.content)
    assert len(content["steps"]) <= 75
    assert len(record.content) < 25_000


def test_us_units_give_the_same_state() -> None:
    si = audit(performance, _case()).result
    hot = _side("hot", t_in="428 degF", t_out="320 degF", m="476198.4775 lb/h")
    us = audit(performance, _case(hot=hot, area="6027.789833 ft2")).result
    assert float(us.u) == pytest.approx(float(si.u), rel=5e-8)


def test_volume_flow_is_taken_at_its_density() -> None:
    base = audit(performance, _case()).result
    line = audit(performance, _case(hot=_side("hot", m=None, v="0.08 m3/s"))).result
    standard = audit(performance, _case(hot=_side("hot", m=None, v="0.07 m3/s", v_at="15 degC")))
    assert 0.05 < float(line.m_hot) / 1000 < 0.075
    assert 0.055 < float(standard.result.m_hot) / 1000 < 0.07
    assert float(base.m_hot) == pytest.approx(60)


def test_what_cannot_be_is_refused_with_its_numbers() -> None:
    with pytest.raises(ImpossibleState, match=r"t_hot > t_cold.*check the tags"):
        audit(performance, _case(hot=_side("hot", t_out="110 degC")))
    with pytest.raises(Infeasible, match=r"E 1-2: P = .* P_max"):
        audit(performance, _case(hot=_side("hot", t_out="130 degC"), balance="flag"))
    with pytest.raises(ImpossibleState, match="an area must be positive"):
        audit(performance, _case(area="-3"))
    with pytest.raises(BalanceOpen, match=r"hot side .* z = .* set balance to flag"):
        audit(performance, _case(hot=_side("hot", m="280 t/h")))
    flagged = audit(performance, _case(hot=_side("hot", m="280 t/h"), balance="flag"))
    assert "heat balance open" in flagged.result.flags


@pytest.mark.parametrize(
    ("side", "changes", "message"),
    [
        ("hot", {"m": "0 t/h"}, "hot: a flow of 0 kg/s, above 0 is needed"),
        ("hot", {"m": "-216 t/h"}, "hot: a flow of -60 kg/s"),
        ("cold", {"t_out": "120 degC"}, "cold: t_in = 393.15 K and t_out = 393.15 K: .* heated"),
        ("cold", {"t_in": "155 degC", "t_out": "120 degC"}, "not heated; are two tags swapped"),
        ("hot", {"t_in": "160 degC", "t_out": "220 degC"}, "not cooled; are two tags swapped"),
    ],
)
@pytest.mark.parametrize("balance", ["refuse", "flag"])
def test_a_side_at_rest_or_reversed_is_refused(
    side: str, changes: dict[str, str], message: str, balance: Any
) -> None:
    with pytest.raises(ImpossibleState, match=message):
        audit(performance, _case(**{side: _side(side, **changes)}, balance=balance))


@pytest.mark.parametrize("shells", [0, -1])
def test_an_exchanger_has_a_shell(shells: int) -> None:
    with pytest.raises(InputError, match=f"shells: {shells} in series"):
        audit(performance, _case(shells=shells))


def test_too_little_and_too_much_is_named() -> None:
    with pytest.raises(InsufficientData, match=r"hot\.flow and cold\.t_out missing"):
        audit(performance, _case(hot=_side("hot", m=None), cold=_side("cold", t_out=None)))
    with pytest.raises(InputError, match="by mass and by volume"):
        audit(performance, _case(hot=_side("hot", v="0.1 m3/s")))
    with pytest.raises(InputError, match="did you mean 'E 1-2'"):
        case_from(PerformanceCase, {**states.PERFORMANCE, "arrangement": "E1-2"})


def test_assumed_uncertainties_and_vapour_are_said() -> None:
    hot = _side("hot", sigma_flow=None)
    flags = audit(performance, _case(hot=hot)).result.flags
    assert "standard uncertainties partly assumed" in flags
    fluid = _case().hot.fluid
    assert isinstance(fluid, Petroleum)
    fluid = dataclasses.replace(fluid, bubble_point=None)
    flags = audit(performance, _case(hot=_side("hot", fluid=fluid))).result.flags
    assert "hot: bubble point unknown, taken as liquid" in flags


@pytest.mark.parametrize("bubble_point", ["200 degC", "150 degC", "219.9 degC"])
def test_evaporation_hidden_in_a_heat_capacity_is_refused(bubble_point: str) -> None:
    fluid = _case().hot.fluid
    assert isinstance(fluid, Petroleum)
    hot = _side("hot", fluid=dataclasses.replace(fluid, bubble_point=bubble_point))
    with pytest.raises(ImpossibleState, match="give its heating curve"):
        audit(performance, _case(hot=hot))


def test_a_vapour_by_its_own_heat_capacity_is_said_and_a_mixture_of_both_refused() -> None:
    vapour = Constant("2500", bubble_point="150 degC")  # the stream cools from 220 to 160 degC
    flags = audit(performance, _case(hot=_side("hot", fluid=vapour))).result.flags
    assert "hot: above its bubble point, taken as all vapour" in flags
    both = Constant("2500", bubble_point="200 degC")
    with pytest.raises(ImpossibleState, match="beyond its bubble point"):
        audit(performance, _case(hot=_side("hot", fluid=both)))


def test_a_light_cut_near_its_critical_point_is_said() -> None:
    light = Petroleum("70", "12.5", bubble_point="500 degC")
    flags = audit(performance, _case(hot=_side("hot", fluid=light), balance="flag")).result.flags
    assert any("reduced temperature" in flag for flag in flags)


def test_rows_that_cannot_be_are_nan() -> None:
    case = _floats(_case())
    t_out = np.array([433.15, 385.0, 405.0])  # as it is, a cross, beyond P_max
    case = dataclasses.replace(case, hot=dataclasses.replace(case.hot, t_out=t_out))
    u = performance(case).u
    np.testing.assert_array_equal(np.isnan(u), [False, True, True])


def test_chunks_give_what_the_whole_gives() -> None:
    case = _drawn(PerformanceCase(**_clean_e_1_2()), np.random.default_rng(2), 1000)
    whole = np.asarray(performance(case).u)
    parts = [np.asarray(part.u) for part in in_chunks(performance, case, 1000, 300)]
    assert [len(part) for part in parts] == [300, 300, 300, 100]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_without_a_clean_coefficient_there_is_no_fouling() -> None:
    result = audit(performance, _case(u_clean=None, sigma_u_clean=None, r_f_design=None)).result
    assert result.r_f is None
    assert result.r_f_sigma is None
    assert result.u_sigma is not None


@pytest.mark.parametrize("name", [analysis.name for analysis in AGENT.analyses])
def test_every_analysis_runs_its_example_and_verifies(name: str) -> None:
    analysis = AGENT.analysis(name)
    audited = audit(analysis.run, case_from(analysis.case, analysis.example))
    assert isinstance(audited.result, analysis.result)
    verify(audited.record)
