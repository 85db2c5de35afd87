"""Exergy, health, benchmark, life left, oddities: worked examples, properties, bad input."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.agents.agent import agent
from greenlang.agents.exchanger.analyses.condition import (
    ANOMALIES,
    BENCHMARK,
    EXERGY,
    HEALTH,
    REMAINING_LIFE,
)
from greenlang.agents.exchanger.method.condition import standard_weights
from greenlang.core.cases import case_from
from greenlang.core.errors import (
    GreenlangError,
    ImpossibleState,
    InputError,
    InsufficientData,
)
from greenlang.core.provenance import audit
from greenlang.core.verify import verify
from greenlang.library import reliability


def run(name: str, example: Any, **changed: Any) -> Any:
    how = agent("exchanger").analysis(name)
    data = {k: v for k, v in (dict(example) | changed).items() if v is not None}
    audited = audit(how.run, case_from(how.case, data))
    assert verify(audited.record).steps > 0
    return audited.result


def refused(kind: type[GreenlangError], match: str, name: str, example: Any, **more: Any) -> None:
    with pytest.raises(kind, match=match):
        run(name, example, **more)


def test_oil_cooled_by_water_makes_the_entropy_of_the_book() -> None:
    """Cengel & Boles, 5th ed., problem 7-113: 484 kW and 0.132 kW/K."""
    x = run("exergy", EXERGY)
    assert float(x.entropy_generated) == pytest.approx(132.0, abs=0.5)
    assert float(x.by_temperature) == pytest.approx(288.15 * float(x.entropy_generated))
    assert float(x.hot_loss - x.cold_gain) == pytest.approx(float(x.by_temperature))
    assert float(x.efficiency) == pytest.approx(float(x.cold_gain / x.hot_loss))
    assert float(x.by_pressure_hot) == pytest.approx(60e3 * 2 / 850 * 288.15 / 368.15, rel=1e-9)
    total = x.by_temperature + x.by_pressure_hot + x.by_pressure_cold
    assert float(x.destroyed) == pytest.approx(float(total))


def test_oil_that_heats_water_destroys_the_exergy_of_the_book() -> None:
    """Water 4.5 kg/s, 20 to 70 degC, by oil 10 kg/s from 170 degC, 25 degC around: 219 kW."""
    x = run("exergy", {
        "hot": {"fluid": {"kind": "constant", "cp": "2.30 kJ/kg/K"}, "t_in": "170 degC",
                "m": "10 kg/s"},
        "cold": {"fluid": {"kind": "constant", "cp": "4.18 kJ/kg/K"}, "t_in": "20 degC",
                 "t_out": "70 degC", "m": "4.5 kg/s"},
        "t_0": "25 degC",
    })  # fmt: skip
    assert float(x.destroyed) == pytest.approx(219e3, abs=500)
    assert x.efficiency is None
    assert "below the surroundings" in x.note


def test_exergy_of_bad_input() -> None:
    uphill = {"t_in": "22 degC", "t_out": "40 degC"}
    hot = dict(EXERGY["hot"], t_in="20 degC", t_out="10 degC")
    cold = dict(EXERGY["cold"]) | uphill | {"m": None}
    refused(ImpossibleState, "heat flows uphill", "exergy", EXERGY, hot=hot, cold=cold)
    refused(InputError, "positive difference", "exergy", EXERGY, dp_hot="-3 kPa")
    hot = dict(EXERGY["hot"], fluid={"kind": "constant", "cp": "2.2 kJ/kg/K"})
    refused(InsufficientData, "rho", "exergy", EXERGY, hot=hot)


def test_health_is_over_what_is_known_and_says_what_is_not() -> None:
    x = run("health", HEALTH)
    # 0.4 (0.82 - 0.5)/0.5, 0.2 (2 - 1.35), 0.15 (2 - 1.4), 0.1 * 0.7 over 0.85
    by_hand = 100 * (0.4 * 0.64 + 0.2 * 0.65 + 0.15 * 0.6 + 0.1 * 0.7) / 0.85
    assert float(x.health) == pytest.approx(by_hand)
    assert float(x.coverage) == pytest.approx(0.85)
    assert (x.weakest, x.unknown) == ("approach", "vibration")
    new = run("health", {"u": "1", "dp": "1", "approach": "1", "vibration": "0.3", "wall": "1"})
    assert (new.health, new.coverage, new.unknown) == (100, 1, "nothing")
    assert sum(Decimal(w.weight) for w in standard_weights()) == 1


def test_health_of_too_little_is_refused() -> None:
    refused(InsufficientData, "only 40 % of the weights are known", "health", {"u": "0.9"})
    refused(InsufficientData, "nothing is known", "health", {})
    own = [{"part": "v", "weight": "1", "good": "1", "bad": "0"}]
    refused(InputError, "no part 'v'", "health", {"u": "0.9", "weights": own})
    flat = [{"part": "u", "weight": "1", "good": "1", "bad": "1"}]
    refused(ImpossibleState, "two anchors must differ", "health", {"u": "0.9", "weights": flat})


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 2.0), st.floats(0.0, 5.0))
def test_health_lies_between_0_and_100(u: float, dp: float) -> None:
    x = run("health", {"u": f"{u:.6f}", "dp": f"{dp:.6f}"})
    assert 0 <= x.health <= 100


def test_benchmark_ranks_by_cleanliness() -> None:
    x = run("benchmark", BENCHMARK)
    assert (x.rank, x.peers) == (4, 5)
    assert float(x.cleanliness) == pytest.approx(0.3)  # one worse, itself by half, of five
    assert float(x.own) == pytest.approx(0.3)
    best = run("benchmark", BENCHMARK, asset="E-104")
    assert best.rank == 1
    assert [float(v) for v in (best.cleanliness, best.rate, best.cost)] == [0.9, 0.9, 0.9]


def test_benchmark_of_too_few_is_refused() -> None:
    units = BENCHMARK["units"]
    refused(InsufficientData, "needs 5 or more", "benchmark", BENCHMARK, units=units[:4])
    refused(InputError, "did you mean 'E-103'", "benchmark", BENCHMARK, asset="E-13")
    refused(InputError, "two have one name", "benchmark", BENCHMARK, units=[*units, units[0]])
    sparse = [{k: v for k, v in u.items() if k != "cost"} for u in units]
    x = run("benchmark", BENCHMARK, units=sparse)
    assert x.cost is None
    assert "too few are known to compare by cost" in x.note


@pytest.mark.parametrize("kind", [float, Decimal])
def test_a_weibull_law_of_the_handbook(kind: type) -> None:
    """NIST/SEMATECH e-Handbook 8.4.1.3: shape 1.7208, scale 606.5280 hours, 10 of 20 running."""
    ended = [kind(t) for t in (54, 187, 216, 240, 244, 335, 361, 373, 375, 386)]
    law = reliability.weibull(ended, [kind(500)] * 10)
    assert float(law.shape) == pytest.approx(1.7208, abs=5e-5)
    assert float(law.scale) == pytest.approx(606.5280, rel=2e-6)
    assert float(reliability.survival(law.scale, law.shape, law.scale)) == pytest.approx(
        0.367879, abs=1e-6
    )


def test_life_left_by_wall_and_by_lives() -> None:
    x = run("remaining_life", REMAINING_LIFE)
    rate = (1.93e-3 - 1.71e-3) / (1400 * 86400)  # the last two are faster than first and last
    assert float(x.wall_rate) == pytest.approx(rate)
    assert float(x.wall_p50) == pytest.approx((1.71e-3 - 1.20e-3) / rate)
    assert x.wall_p10 < x.wall_p50 < x.wall_p90
    assert x.bundle_p10 < x.bundle_p50 < x.bundle_p90
    assert "order the bundle" in x.note
    young = run("remaining_life", REMAINING_LIFE, age="0 d")
    assert young.bundle_p50 > x.bundle_p50
    assert young.survives == 1


def test_a_wall_that_grows_never_ends_and_too_few_lives_say_nothing() -> None:
    walls = [{"age": "0 d", "t": "2.0 mm"}, {"age": "900 d", "t": "2.02 mm"}]
    x = run("remaining_life", REMAINING_LIFE, walls=walls, sigma_t="0.05 mm")
    assert x.wall_p50 is None
    assert x.wall_p10 is not None
    assert "P50, P90: never" in x.note
    refused(InsufficientData, "4 lives that ended", "remaining_life", REMAINING_LIFE,
            lives=["1 d", "2 d", "3 d", "4 d"])  # fmt: skip
    refused(InsufficientData, "two thicknesses or more", "remaining_life", REMAINING_LIFE,
            t_min=None)  # fmt: skip
    refused(InsufficientData, "neither", "remaining_life", {})
    refused(ImpossibleState, "no shape can be told", "remaining_life", {"lives": ["9 d"] * 5})
    refused(InputError, "a life takes time", "remaining_life",
            {"lives": ["0 d", "1 d", "2 d", "3 d", "4 d"]})  # fmt: skip
    same = [{"age": "5 d", "t": "2 mm"}] * 2
    refused(ImpossibleState, "comes second", "remaining_life", REMAINING_LIFE, walls=same)
    thin = [{"age": "0 d", "t": "2.0 mm"}, {"age": "900 d", "t": "1.1 mm"}]
    assert run("remaining_life", REMAINING_LIFE, walls=thin).wall_p50 < 0


def test_odd_values_shifts_and_still_ones_are_told_apart() -> None:
    x = run("anomalies", ANOMALIES)
    kinds = [(a.kind, a.first, a.last) for a in x.found]
    assert kinds == [("wild", 12, 12), ("shift up", 14, 22), ("stands still", 18, 22)]
    assert float(x.found[0].size) == pytest.approx(0.62 - 0.301)


def test_a_quiet_series_has_no_anomaly() -> None:
    quiet = [f"{1 + 0.01 * ((7 * i) % 5 - 2):.3f}" for i in range(60)]
    assert run("anomalies", {"values": quiet}).found == ()
    down = quiet[:30] + [f"{float(v) - 0.03:.3f}" for v in quiet[30:]]
    (shift,) = run("anomalies", {"values": down}).found
    assert shift.kind == "shift down"
    assert 29 <= shift.first <= 33
    assert float(shift.size) == pytest.approx(-0.03, abs=0.004)


def test_too_short_or_flat_series_are_refused() -> None:
    refused(InsufficientData, "give more values", "anomalies", {"values": ["1"] * 5})
    refused(InsufficientData, "does not scatter", "anomalies", {"values": ["1"] * 20})
    refused(InputError, "2 or more", "anomalies", ANOMALIES, still=1)
