"""Cash flows against published numbers, in Decimal and in NumPy."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core.errors import ImpossibleState, InputError, NotFound
from greenlang.core.provenance import audit
from greenlang.core.units import Money, Ratio
from greenlang.core.verify import verify
from greenlang.library import economics as eco
from greenlang.library.economics.sensitivity import loses

CASH = (-10_000, *([3_000] * 10))
KINDS = (float, Decimal)


def cash(kind: type, flows: tuple[int, ...] = CASH) -> tuple[Decimal | float, ...]:
    return tuple(kind(cf) for cf in flows)


@pytest.mark.parametrize("kind", KINDS)
def test_ten_thousand_that_earn_three_thousand_a_year(kind: type) -> None:
    """Published figures of the specification: 8 433.70, 27.32 %, 16.94 %, 4.26 years."""
    flows, r = cash(kind), kind("0.1")
    assert float(eco.npv(r, flows)) == pytest.approx(8433.70, abs=0.005)
    (irr,) = eco.rates_of_return(flows)
    assert float(irr) == pytest.approx(0.2732, abs=5e-5)
    assert float(eco.npv(irr, flows)) == pytest.approx(0.0, abs=1e-7)
    assert float(eco.modified_rate_of_return(flows, r, r)) == pytest.approx(0.1694, abs=5e-5)
    assert float(eco.payback(flows, r)) == pytest.approx(4.26, abs=0.005)
    assert float(eco.payback(flows)) == pytest.approx(10 / 3)


@pytest.mark.parametrize("kind", KINDS)
def test_all_roots_or_none(kind: type) -> None:
    """-1000, 2500, -1540 has 10 % and 40 % (Park, ch. 7); 1000, -3000, 2500 has none."""
    roots = eco.rates_of_return(cash(kind, (-1000, 2500, -1540)))
    assert [round(float(rate), 12) for rate in roots] == [0.1, 0.4]
    assert eco.sign_changes(cash(kind, (-1000, 2500, -1540))) == 2
    assert eco.rates_of_return(cash(kind, (1000, -3000, 2500))) == ()
    assert eco.rates_of_return(cash(kind, (1000, 0, 2500))) == ()


def test_never_paid_back_is_said_so() -> None:
    assert eco.payback((-10_000.0, 900.0, 900.0)) is None
    assert eco.payback(cash(Decimal), Decimal("0.4")) is None
    with pytest.raises(ImpossibleState, match="0 and 2 of 2"):
        eco.modified_rate_of_return((5.0, 5.0), 0.1, 0.1)


def test_annuity_repays_and_has_its_limit_without_interest() -> None:
    factor = eco.annuity_factor(np.array([0.1, 1e-12, 0.0]), 10.0)
    assert factor == pytest.approx([0.1627453949, 0.1, 0.1], rel=1e-9)
    assert eco.npv(0.1, [-1.0, *[factor[0]] * 10]) == pytest.approx(0.0, abs=1e-14)
    assert eco.annuity_factor(Decimal(0), Decimal(8)) == Decimal("0.125")


def test_lost_heat_costs_fuel_and_carbon() -> None:
    """1 MW at 88 %, 28 EUR/MWh and 75 EUR/t on 0.202 kg/kWh: 31.82 + 17.22 EUR an hour."""
    fuel = eco.fired(1e6, 1.0, 0.88)
    price = eco.heat_price(28 / 3.6e9, 0.202 / 3.6e6, 0.075)
    assert eco.cost_rate(fuel, price) * 3600 == pytest.approx(31.818 + 17.216, abs=0.001)
    assert eco.co2_rate(fuel, 0.202 / 3.6e6) * 3600 == pytest.approx(229.545, abs=0.001)


@given(st.floats(0.01, 0.5), st.integers(1, 30), st.floats(10, 1e6))
def test_npv_is_zero_at_the_rate_of_return(rate: float, years: int, income: float) -> None:
    factor = float(eco.annuity_factor(rate, float(years)))
    flows = (-income / factor, *([income] * years))
    (found,) = eco.rates_of_return(flows)
    assert found == pytest.approx(rate, rel=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_that_spreadsheets_document(kind: type) -> None:
    """Microsoft Support: IRR of -70000 12000 15000 18000 21000 26000 is 8.66 %, MIRR 12.61 %."""
    (irr,) = eco.rates_of_return(cash(kind, (-70000, 12000, 15000, 18000, 21000, 26000)))
    assert float(irr) == pytest.approx(0.0866, abs=5e-5)
    flows = cash(kind, (-120000, 39000, 30000, 21000, 37000, 46000))
    mirr = eco.modified_rate_of_return(flows, kind("0.10"), kind("0.12"))
    assert float(mirr) == pytest.approx(0.1261, abs=5e-5)


@pytest.mark.parametrize("rate", [Decimal(-1), Decimal("-1.5")])
def test_a_rate_of_minus_100_percent_is_refused_with_its_remedy(rate: Decimal) -> None:
    with pytest.raises(ImpossibleState, match="give a rate such as 8 %"):
        eco.npv(rate, cash(Decimal))
    with pytest.raises(ImpossibleState, match="give a rate such as 8 %"):
        eco.period_rate(rate, Decimal(12))
    assert np.isnan(eco.period_rate(np.array([float(rate)]), 12.0)).all()


def test_a_monthly_plan_is_worth_what_its_yearly_rate_says() -> None:
    monthly = eco.period_rate(Decimal("0.1"), Decimal(12))
    assert float((1 + monthly) ** 12) == pytest.approx(1.1, rel=1e-12)
    assert eco.period_rate(Decimal("0.1"), Decimal(1)) == Decimal("0.1")
    assert eco.effective_rate(0.01, 12.0) == pytest.approx(0.126825, abs=5e-7)
    assert eco.real_rate(0.10, 0.04) == pytest.approx(0.0576923, abs=5e-8)


def test_a_factor_stays_on_its_basis() -> None:
    """EPA per HHV and IPCC per LHV of natural gas differ by the ratio of the heating values."""
    low, high = eco.factor("gas", "lhv"), eco.factor("gas", "hhv")
    assert float(low.value) == pytest.approx(56.1e-9)
    assert float(high.value) == pytest.approx(53.06 / 1.05505585e9, rel=1e-8)
    assert 0.88 < float(high.value / low.value) < 0.92
    assert low.sigma == pytest.approx(Decimal("0.0182"), abs=Decimal("5e-5"))
    assert (low.basis, high.basis) == ("lhv", "hhv")
    assert "Table 2.2" in low.source
    assert "Table C-1" in high.source
    with pytest.raises(NotFound, match="did you mean 'fuel_oil'"):
        eco.factor("fule_oil")


def test_power_has_a_factor_where_one_is_cited() -> None:
    assert float(eco.grid("us").value) * 3.6e6 == pytest.approx(0.390, abs=5e-4)
    with pytest.raises(NotFound, match="give the factor with its source"):
        eco.grid("atlantis")


@dataclass(frozen=True)
class Wager:
    saving: Money
    r: Ratio


@dataclass(frozen=True)
class Won:
    npv: Money
    loss: Ratio


def wager(x: Wager) -> Won:
    npv = eco.npv(x.r, (x.saving * 0.0 - 10_000.0, *([x.saving] * 10)))
    return Won(npv, loses(npv))


def test_monte_carlo_is_seeded_and_tells_the_odds() -> None:
    case = Wager("3000", "0.1")
    found = eco.odds(wager, case, {"saving": 900.0, "r": 0.01}, draws=20_000)
    npv = found["npv"]
    assert npv.p10 < npv.p50 < npv.p90
    assert npv.p50 == pytest.approx(8433.70, rel=0.02)
    slope = float(eco.npv(0.1, (0.0, *([1.0] * 10))))
    assert npv.p90 - npv.p10 == pytest.approx(2 * 1.2816 * 900 * slope, rel=0.03)
    assert npv.shares["saving"] > 0.95
    assert found["loss"].mean == pytest.approx(0.063, abs=0.01)
    assert eco.odds(wager, case, {"saving": 900.0, "r": 0.01}, draws=20_000) == found


def test_a_tornado_puts_the_widest_bar_first_and_knows_its_inputs() -> None:
    def npv(x: Wager) -> float:
        return float(wager(x).npv)

    bars = eco.tornado(npv, Wager(3000.0, 0.1), {"r": (0.09, 0.11), "saving": (2700.0, 3300.0)})
    assert [bar.name for bar in bars] == ["saving", "r"]
    assert bars[0].low < 8433.70 < bars[0].high
    assert bars[1].low > 8433.70 > bars[1].high
    with pytest.raises(InputError, match="did you mean 'saving'"):
        eco.tornado(npv, Wager(3000.0, 0.1), {"savings": (1.0, 2.0)})


@dataclass(frozen=True)
class Investment:
    r: Ratio
    cash: tuple[Money, ...]


@dataclass(frozen=True)
class Verdict:
    npv: Money
    irr: Ratio
    payback: Ratio


def appraisal(x: Investment) -> Verdict:
    (irr,) = eco.rates_of_return(x.cash)
    return Verdict(eco.npv(x.r, x.cash), irr, eco.payback(x.cash, x.r))


def test_an_appraisal_is_recorded_and_verified() -> None:
    audited = audit(appraisal, Investment("0.1", tuple(map(str, CASH))))
    assert verify(audited.record).steps > 20
    assert float(audited.result.irr) == pytest.approx(0.2732, abs=5e-5)
