"""`performance` of a condenser: worked example, band, missing values, what is refused and why."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from greenlang.agents.condenser.cases import PerformanceCase, Reference, Steam, Tubes, Water
from greenlang.agents.condenser.method.performance import performance
from greenlang.core.errors import BalanceOpen, GreenlangError, ImpossibleState, InsufficientData
from greenlang.core.uncertainty import inverse_normal
from greenlang.core.verify import verify
from tests.agents.condenser.made import audited, floats, part, run

FLOWS = (("v", 57600), ("v_pump", 58500))
TUBES = Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, plugged=49.0, f_b=0.75)


def _water(**changes: Any) -> dict[str, Any]:
    return part("performance", "water", **changes)


def test_expected_pressure_inverts_performance() -> None:
    """The state that `expected_pressure` makes of R_f = 8e-5 gives R_f = 8e-5 back."""
    made = run("expected_pressure")
    found = run(
        "performance",
        p=str(made.p),
        tubes=part("expected_pressure", "tubes"),
        water={"t_in": "22 degC", "t_out": str(made.t_out), "v": "13.5 m3/s"},
        steam=None,
        p_gross=None,
        reference={"t_in": "22 degC", "v": "13.5 m3/s", "q": "560 MW"},
    )
    assert float(found.q) == pytest.approx(560e6, rel=2e-4)
    assert float(found.r_f) == pytest.approx(8e-5, abs=1e-7)
    assert float(found.p_norm) == pytest.approx(float(made.p), abs=1.5)
    assert float(found.cf_ref) == pytest.approx(float(found.cf_ptc), abs=3e-4)
    clean = run("expected_pressure", r_f="0")
    assert float(found.p_target) == pytest.approx(float(clean.p), abs=1.5)


def test_the_definitions_hold() -> None:
    x = floats(run("performance"))
    assert x["u"] * x["area"] * x["lmtd"] == pytest.approx(x["q"])
    assert x["effectiveness"] == pytest.approx(1 - np.exp(-x["ntu"]))
    assert x["ttd"] == pytest.approx(x["t_s"] - x["t_out"])
    assert x["itd"] == pytest.approx(x["ttd"] + x["rise"])
    assert x["cf_ptc"] == pytest.approx(x["u"] / x["u_clean"])
    assert x["cf_ptc"] == pytest.approx(1 / (1 + x["u_clean"] * x["r_f"]))
    assert x["q"] == pytest.approx(x["c"] * x["rise"])


def test_both_sides_meet_between_their_duties() -> None:
    x = floats(run("performance"))
    assert x["q_steam"] < x["q"] < x["q_water"]
    assert abs(x["z_t_out"]) > abs(x["z_flow"]) > abs(x["z_t_in"])


def test_us_and_si_give_one_answer() -> None:
    si = run("performance", p="46.5 mbar a")
    gpm = {name: f"{Decimal(v) / 3600 / Decimal('0.003785411784') * 60} gpm" for name, v in FLOWS}
    us = run(
        "performance",
        p=f"{4650 / 3386.388640341!r} inHg a",
        tubes=part("performance", "tubes", d_o="1 in", wall="0.0279921259842519685 in"),
        water=_water(t_in="64.4 degF", t_out="80.6 degF", **gpm),
    )
    for name, value in floats(si).items():
        assert floats(us)[name] == pytest.approx(value, rel=2e-6), name


def test_a_vacuum_counts_from_the_barometer() -> None:
    vacuum = run("performance", p="966.75 mbar vac", barometer="1013.25 mbar a")
    gauge = run("performance", p="-966.75 mbar g", barometer="1013.25 mbar a")
    assert vacuum.r_f == gauge.r_f == run("performance").r_f


def test_the_band_is_that_of_drawn_readings() -> None:
    """First order against 20 000 draws of every reading."""
    n = 20_000
    words = np.random.PCG64(7).random_raw(5 * n).reshape(5, n)
    z = inverse_normal((words >> np.uint64(11)).astype(float) / 2**53 + 2.0**-54)
    water = Water(
        291.15 + 0.1 * z[0], 300.15 + 0.3 * z[1], 16.0 * (1 + 0.03 * z[2]),
        sigma_t_in=0.1, sigma_t_out=0.3, sigma_v=0.03, pressure=2e5,
    )  # fmt: skip
    case = PerformanceCase(
        4900.0 + 100 * z[3], TUBES, water, Steam(q=5.95e8 * (1 + 0.02 * z[4]), sigma=0.02),
        sigma_p=100.0,
    )  # fmt: skip
    found: Any = performance(case)
    assert np.std(found.u) == pytest.approx(np.median(found.u_sigma), rel=0.05)
    assert np.std(found.r_f) == pytest.approx(np.median(found.r_f_sigma), rel=0.05)


def test_shares_sum_to_one() -> None:
    shares = run("performance").shares
    assert sum(floats(shares).values()) == pytest.approx(1)


@pytest.mark.parametrize("missing", ["t_out", "v"])
def test_the_balance_gives_what_is_missing(missing: str) -> None:
    water = _water(**({"t_out": None} if missing == "t_out" else {"v": None, "v_pump": None}))
    found = run("performance", water=water)
    whole = run("performance")
    assert float(found.q) == float(found.q_steam)
    assert float(found.rise) == pytest.approx(float(whole.rise), rel=0.03)
    assert float(found.v_water) == pytest.approx(float(whole.v_water), rel=0.03)
    assert any("unreconciled" in flag for flag in found.flags)


def test_two_missing_values_are_one_too_many() -> None:
    with pytest.raises(InsufficientData, match=r"water.t_out and steam"):
        run("performance", water=_water(t_out=None), steam=None)


def test_without_a_bundle_factor_there_is_u_and_no_fouling() -> None:
    found = run("performance", tubes=part("performance", "tubes", f_b=None))
    assert found.u is not None
    assert found.r_f is None
    assert any("no clean model" in flag for flag in found.flags)


def test_fouling_and_cleanliness_are_signed() -> None:
    found = run("performance", tubes=part("performance", "tubes", f_b="0.4"))
    assert float(found.r_f) < 0
    assert float(found.cf_ptc) > 1
    assert any("better than the clean model" in flag for flag in found.flags)


def test_one_fouling_reads_as_two_cleanlinesses() -> None:
    """R_f = 5e-5 at 1.1 and 2.2 m/s; U_c at reference conditions is the one to trend."""
    low, high = (run("expected_pressure", v=v, r_f="5e-5") for v in ("9.63 m3/s", "19.27 m3/s"))
    cf = [float(one.u / one.u_clean) for one in (low, high)]
    assert cf[0] == pytest.approx(0.873, abs=0.01)
    assert cf[1] == pytest.approx(0.838, abs=0.01)


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"p": "33 mbar a"}, ImpossibleState, "terminal difference of -"),
        ({"p": "966.7 mbar a"}, ImpossibleState, "as a vacuum below the barometer"),
        ({"p": "28.55 inHg a"}, ImpossibleState, "write 'mbar vac' or 'inHg vac'"),
        ({"p": "1.37 mbar a"}, ImpossibleState, "as inches of mercury, not mbar"),
        ({"p": "4.65 mbar a"}, ImpossibleState, "as kPa, not mbar"),
        ({"p": "-966.7 mbar g"}, GreenlangError, "barometer"),
        ({"p": "46.5 mbar"}, GreenlangError, "mbar vac"),
        ({"p": "400 mbar a"}, ImpossibleState, "6 to 350 mbar"),
        ({"p_gross": "8 MW"}, ImpossibleState, "60 times too large"),
        ({"p_gross": "0.5 MW"}, ImpossibleState, "1000 times too large"),
    ],
)
def test_a_wrong_reading_is_told_for_what_it_is(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        run("performance", **changes)


@pytest.mark.parametrize(
    ("water", "told"),
    [
        ({"v": "57600 m3/min", "v_pump": None}, "60 times too large"),
        ({"v": "16000 m3/s", "v_pump": None}, "1000 times too large"),
        ({"v": "57600 gpm", "v_pump": None}, "gpm and m3/h"),
        ({"t_in": "27 degC", "t_out": "18 degC"}, "swapped"),
        ({"t_out": "18 degC"}, "not heated"),
        ({"v": "0 m3/h"}, "above 0"),
        ({"t_out": "32 degC"}, "terminal difference"),
    ],
)
def test_a_wrong_water_reading_is_told_for_what_it_is(water: dict[str, Any], told: str) -> None:
    with pytest.raises(ImpossibleState, match=told):
        run("performance", water=_water(**water))


def test_an_open_balance_names_what_would_have_to_move_most() -> None:
    water = _water(v="50000 m3/h", v_pump=None, sigma_v="2 %", sigma_t_out="0.1 K")
    with pytest.raises(BalanceOpen, match="the steam side would have to move most"):
        run("performance", water=water)
    found = run("performance", water=water, balance="flag")
    assert "heat balance open" in found.flags


def test_arrays_agree_with_decimals_and_mark_what_cannot_be() -> None:
    exact = run("performance", water=_water(v_pump=None), steam={"q": "590 MW", "sigma": "2 %"})
    case = PerformanceCase(
        np.array([4650.0, 3300.0]), TUBES,
        Water(291.15, 300.15, 16.0, sigma_t_in=0.1, sigma_t_out=0.3, sigma_v=0.03, pressure=2e5),
        Steam(q=5.9e8, sigma=0.02), Reference(288.15, 16.0, 6e8), sigma_p=100.0, sigma_clean=0.03,
        r_f_design=4e-5,
    )  # fmt: skip
    fast: Any = performance(case)
    for name, value in floats(exact).items():
        if name != "dca":
            row = np.broadcast_to(getattr(fast, name), 2)
            assert row[0] == pytest.approx(value, rel=2e-6), name
    assert np.isnan(fast.u[1])
    assert np.isnan(fast.r_f[1])


def test_a_row_without_flow_has_no_coefficient() -> None:
    water = Water(
        291.15, 300.15, np.array([16.0, 0.0]), sigma_t_in=0.1, sigma_t_out=0.3, sigma_v=0.03,
        pressure=2e5,
    )  # fmt: skip
    with np.errstate(all="ignore"):
        found: Any = performance(PerformanceCase(4650.0, TUBES, water, sigma_p=100.0))
    assert list(np.isnan(found.u)) == [False, True]
    assert list(np.isnan(found.r_f)) == [False, True]


def test_the_record_recomputes() -> None:
    assert verify(audited("performance").record).steps > 150
