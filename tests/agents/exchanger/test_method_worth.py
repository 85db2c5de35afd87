"""What fouling costs, what investments return: worked examples, properties, bad input."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.agents.agent import agent
from greenlang.agents.exchanger.analyses.worth import CARBON, ENERGY_LOSS, INVESTMENT, OWNERSHIP
from greenlang.core.cases import case_from, currency
from greenlang.core.errors import GreenlangError, ImpossibleState, InputError, NotFound
from greenlang.core.provenance import Audited, audit
from greenlang.core.verify import verify


def run(name: str, example: Any, **changed: Any) -> Audited[Any]:
    how = agent("exchanger").analysis(name)
    data = {k: v for k, v in (dict(example) | changed).items() if v is not None}
    return audit(how.run, case_from(how.case, data))


def refused(kind: type[GreenlangError], match: str, name: str, example: Any, **more: Any) -> None:
    with pytest.raises(kind, match=match):
        run(name, example, **more)


def test_ten_thousand_that_earn_three_thousand_a_year() -> None:
    """Published figures of the specification: 27.32 %, 8 433.70, 16.94 %, 4.26 years."""
    audited = run("investment", INVESTMENT)
    x = audited.result
    assert verify(audited.record).steps > 100
    assert float(x.npv) == pytest.approx(8433.70, abs=0.005)
    assert [round(float(r), 4) for r in x.irr] == [0.2732]
    assert float(x.mirr) == pytest.approx(0.1694, abs=5e-5)
    assert float(x.payback_discounted) == pytest.approx(4.26, abs=0.005)
    assert float(x.payback) == pytest.approx(10 / 3)
    assert (float(x.roi), round(float(x.pi), 4)) == (2.0, 1.8434)
    assert float(x.npv_p10) < float(x.npv_p50) < float(x.npv_p90)
    assert 0.0 < float(x.p_loss) < 0.05
    assert [bar.name for bar in x.tornado] == ["saving", "capex", "rate"]
    widths = [abs(bar.high - bar.low) for bar in x.tornado]
    assert widths == sorted(widths, reverse=True)


def test_a_rate_that_lacks_its_per_cent_is_warned_of() -> None:
    audited = run("investment", INVESTMENT, rate="10")
    assert any("period_rate" in str(w) for w in audited.warnings)
    assert not run("investment", INVESTMENT).warnings


def test_several_returns_or_none_are_said() -> None:
    """-1000, 2500, -1540 has 10 % and 40 % (Park, ch. 7)."""
    both = run("investment", {"capex": "1000", "saving": "0", "periods": 2, "rate": "10 %",
                              "extra": ["0", "2500", "-1540"]}).result  # fmt: skip
    assert [round(float(r), 9) for r in both.irr] == [0.1, 0.4]
    assert both.sign_changes == 2
    assert "go by the NPV" in both.note
    never = run("investment", INVESTMENT, saving="300 EUR").result
    assert never.payback is None
    assert float(never.npv) < 0


def test_months_and_years_agree() -> None:
    """Twelve payments a year at the equivalent rate are worth what a flow at month ends is."""
    monthly = run("investment", INVESTMENT, saving="250 EUR", periods=120, per_year=12).result
    yearly = run("investment", INVESTMENT).result
    assert float(monthly.payback) == pytest.approx(10 / 3, abs=1e-6)
    assert float(yearly.npv) < float(monthly.npv) < float(yearly.npv) * 1.12
    assert float(monthly.annuity_a_year) == pytest.approx(
        float(monthly.npv) * 12 * 0.0132, rel=0.02
    )


def test_what_no_investment_is_gets_a_typed_error() -> None:
    refused(ImpossibleState, "give a rate such as 8 %", "investment", INVESTMENT, rate="-100 %")
    refused(ImpossibleState, "no money moves", "investment", INVESTMENT, capex="0", saving="0")
    refused(ImpossibleState, "nothing is ever earned", "investment", INVESTMENT, saving="-5 EUR")
    refused(ImpossibleState, "nothing is ever spent", "investment", INVESTMENT, capex="0")
    refused(InputError, "one or more of each", "investment", INVESTMENT, periods=0)
    refused(InputError, "positive amount", "investment", INVESTMENT, capex="-5 EUR")
    refused(InputError, "take longer periods", "investment", INVESTMENT, periods=100_000)
    refused(InputError, "no more than", "investment", INVESTMENT, extra=["1"] * 12)
    refused(InputError, "not finite", "investment", INVESTMENT, saving=Decimal("NaN"))


def test_ownership_adds_up_and_counts_hours_run() -> None:
    x = run("ownership", OWNERSHIP).result
    parts = (x.capex, x.energy, x.cleaning, x.repair, x.downtime, x.residual)
    assert float(sum(parts)) == pytest.approx(float(x.total))
    assert x.residual < 0
    # 12 EUR/h over 8200 h, 2 % growth against 8 %, 15 years: a growing annuity in closed form
    grown = 12 * 8200 * 1.02 / 1.08 * (1 - (1.02 / 1.08) ** 15) / (1 - 1.02 / 1.08)
    assert float(x.energy) == pytest.approx(grown, rel=1e-9)
    flat = run("ownership", OWNERSHIP, energy_rate=None, hours=None, energy="98400 EUR").result
    assert flat.energy == x.energy
    refused(InputError, "needs the hours run", "ownership", OWNERSHIP, hours=None)
    refused(ImpossibleState, "8784 hours at most", "ownership", OWNERSHIP, hours="9000 h")
    refused(InputError, "a life has one", "ownership", OWNERSHIP, years=0)
    refused(ImpossibleState, "give a rate such as 8 %", "ownership", OWNERSHIP, rate="-1")


def test_fuel_of_lost_heat_by_hand() -> None:
    audited = run("energy_loss", ENERGY_LOSS)
    x = audited.result
    assert verify(audited.record).steps > 50
    lost = float(x.q_clean - x.q)
    assert float(x.q_lost) == pytest.approx(lost)
    fuel = 0.82 * lost / 0.88
    assert float(x.q_fuel) == pytest.approx(fuel)
    assert float(x.fuel_a_day) == pytest.approx(fuel * 24 * 28 / 1e6)
    assert float(x.scope_1_a_day) == pytest.approx(fuel * 86400 * 56.1e-9)
    assert float(x.co2_cost_a_day) == pytest.approx(0.075 * float(x.scope_1_a_day))
    assert float(x.pumping_a_day) == pytest.approx(32e3 * 520 / 3600 / 0.65 * 24 * 90 / 1e6)
    parts = (x.fuel_a_day, x.co2_cost_a_day, x.pumping_a_day)
    assert float(x.total_a_day) == pytest.approx(float(sum(parts)))
    assert float(x.total_a_year) == pytest.approx(float(x.total_a_day) * 8200 / 24)
    assert x.total_a_day_p10 < x.total_a_day < x.total_a_day_p90
    assert "Table 2.2" in x.used
    assert "per LHV" in x.used


def test_a_joule_is_fired_or_its_feed_not_run_never_both() -> None:
    feed = {"limited": "feed", "feed_lost": "40 bbl/h", "feed_margin": "6 EUR/bbl"}
    x = run("energy_loss", ENERGY_LOSS, **feed).result
    assert float(x.feed_a_day) == pytest.approx(40 * 24 * 6)
    assert (x.fuel_a_day, x.co2_cost_a_day, x.scope_1_a_day) == (None, None, None)
    refused(InputError, "the same money", "energy_loss", ENERGY_LOSS, feed_margin="6 EUR/bbl")
    refused(InputError, "give feed_lost and feed_margin", "energy_loss", ENERGY_LOSS,
            limited="feed")  # fmt: skip
    refused(InputError, "pumping needs", "energy_loss", ENERGY_LOSS, v=None)
    refused(InputError, "give cooling_price", "energy_loss", ENERGY_LOSS, cooled="50 %")
    refused(ImpossibleState, "write 88 %, not 88", "energy_loss", ENERGY_LOSS, eta="88")
    refused(ImpossibleState, "8784 hours at most", "energy_loss", ENERGY_LOSS, hours="400 d")
    cooled = {"cooled": "60 %", "cooling_price": "4 EUR/MWh"}
    with_cooler = run("energy_loss", ENERGY_LOSS, **cooled).result
    more = 0.6 * float(with_cooler.q_lost) * 24 * 4 / 1e6
    assert float(with_cooler.cooling_a_day) == pytest.approx(more)


def test_a_cleaner_exchanger_than_clean_earns_and_is_not_clipped() -> None:
    x = run("energy_loss", ENERGY_LOSS, r_f="-3e-5 m2 K/W", dp=None, dp_clean=None, v=None,
            power_price=None).result  # fmt: skip
    assert float(x.q_lost) < 0
    assert float(x.total_a_day) < 0


@settings(max_examples=20, deadline=None)
@given(st.floats(0.0, 2e-3), st.floats(1e-5, 1e-3))
def test_more_deposit_costs_more(r_f: float, more: float) -> None:
    low = run("energy_loss", ENERGY_LOSS, r_f=f"{r_f:.9f}").result
    high = run("energy_loss", ENERGY_LOSS, r_f=f"{r_f + more:.9f}").result
    assert low.total_a_day < high.total_a_day


def test_us_units_give_the_same() -> None:
    us = {
        "c_hot": f"{160e3 / 0.52752792631:.9g} Btu/h/F", "area": "4520.8424 ft2",
        "t_hot_in": "548.6 degF", "t_cold_in": "314.6 degF", "c_cold": "360 kW/K",
        "fuel_price": "28 USD/MWh", "co2_price": "75 USD/t", "power_price": "90 USD/MWh",
    }  # fmt: skip
    x = run("energy_loss", ENERGY_LOSS, **us).result
    assert float(x.total_a_day) == pytest.approx(
        float(run("energy_loss", ENERGY_LOSS).result.total_a_day), rel=1e-6
    )
    how = agent("exchanger").analysis("energy_loss")
    assert currency(case_from(how.case, dict(ENERGY_LOSS) | us)) == "USD"
    mixed = dict(ENERGY_LOSS) | {"co2_price": "75 USD/t"}
    with pytest.raises(InputError, match="two currencies in one case"):
        currency(case_from(how.case, mixed))


def test_carbon_names_its_factors_and_never_mixes_their_basis() -> None:
    audited = run("carbon", CARBON)
    x = audited.result
    assert verify(audited.record).evidence >= 1
    a_year = 1.2e6 * 8200 * 3600 * 56.1e-9
    assert float(x.scope_1_a_year) == pytest.approx(a_year)
    assert float(x.scope_2_a_year) == pytest.approx(40 * 8200 * 0.39)
    assert float(x.cost_a_year) == pytest.approx(0.075 * float(x.total_a_year))
    assert float(x.high_a_year - x.low_a_year) == pytest.approx(a_year * (58300 - 54300) / 56100)
    hhv = run("carbon", CARBON, basis="hhv").result
    assert "40 CFR Part 98" in hhv.used
    assert "per HHV" in hhv.used
    assert hhv.low_a_year is None
    own = run("carbon", CARBON, fuel=None, factor="55.2 kg/GJ", factor_source="supplier 2026")
    assert own.result.used == "supplier 2026, per LHV"
    grid = run("carbon", CARBON, power_factor=None, power_source=None, grid="us").result
    assert float(grid.power_factor) * 3.6e6 == pytest.approx(0.390, abs=5e-4)


def test_a_factor_without_source_or_of_an_unknown_fuel_is_refused() -> None:
    refused(NotFound, "did you mean 'fuel_oil'", "carbon", CARBON, fuel="fuel_oli")
    refused(InputError, "say where it is from", "carbon", CARBON, fuel=None, factor="55 kg/GJ")
    refused(InputError, "take one of the two", "carbon", CARBON, factor="55 kg/GJ")
    refused(InputError, "name the fuel", "carbon", CARBON, fuel=None)
    refused(InputError, "power has no CO2 factor", "carbon", CARBON, power_factor=None,
            power_source=None)  # fmt: skip
