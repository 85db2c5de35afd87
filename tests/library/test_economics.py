"""Cash flows against published numbers, in Decimal and in NumPy."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core.errors import ImpossibleState
from greenlang.core.provenance import audit
from greenlang.core.units import Money, Ratio
from greenlang.core.verify import verify
from greenlang.library import economics as eco

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
