"""What an investment returns, and what owning an exchanger costs over its life."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.core.errors import ImpossibleState, InputError
from greenlang.core.provenance import count
from greenlang.core.units import Money, MoneyPerSecond, Ratio, Second
from greenlang.library import economics as eco
from greenlang.library.economics import draws, sensitivity
from greenlang.library.economics.cash import added

Number = Any
MOST_PERIODS = 600  # fifty years of months; beyond, rates of return are no longer told apart


@dataclass(frozen=True)
class InvestmentCase:
    """What is spent now and what comes back at the ends of equal periods.

    `saving` and `upkeep` are amounts of one period at today's prices; they grow by `escalation` a
    year. `per_year` periods make a year (12: monthly); all rates are effective rates a year.
    `extra` are further cash flows at the ends of periods 0, 1, 2 ... (an overhaul is negative).
    With standard uncertainties (shares of each amount; of the rate as it is, 0.01 is one point) the
    odds come from seeded draws. `swing` is how far the tornado moves each input, as a share of it.
    """

    capex: Money
    saving: Money
    periods: int
    rate: Ratio
    per_year: int = 1
    upkeep: Money = "0"
    residual: Money = "0"
    escalation: Ratio = "0"
    extra: tuple[Money, ...] = ()
    finance: Ratio | None = None
    reinvest: Ratio | None = None
    swing: Ratio = "0.1"
    sigma_capex: Ratio | None = None
    sigma_saving: Ratio | None = None
    sigma_rate: Ratio | None = None


@dataclass(frozen=True)
class Swing:
    """NPV with one input low and high by the swing, all others as they are."""

    name: str
    low: Money
    high: Money


@dataclass(frozen=True)
class Investment:
    """What the cash flow is worth. `irr` holds every internal rate of return a year, none or many.

    `sign_changes` bounds how many there may be. Paybacks are in years, linear within a period; None
    where it never pays back. NPV's P10, P50 and P90 and the probability of a loss are from draws.
    """

    cash: tuple[Money, ...]
    npv: Money
    irr: tuple[Ratio, ...]
    sign_changes: int
    mirr: Ratio | None
    payback: Ratio | None
    payback_discounted: Ratio | None
    roi: Ratio
    pi: Ratio
    annuity_a_year: Money
    tornado: tuple[Swing, ...]
    npv_p10: Money | None
    npv_p50: Money | None
    npv_p90: Money | None
    p_loss: Ratio | None
    note: str


def investment(x: InvestmentCase) -> Investment:
    """NPV, every rate of return, MIRR, paybacks, ROI, PI, annuity, tornado and odds."""
    _check(x)
    k, n = count(x.per_year), count(x.periods)
    rate, cash = eco.period_rate(x.rate, k), flows(x)
    irr = tuple(eco.effective_rate(r, k) for r in eco.rates_of_return(cash))
    plain, discounted = eco.payback(cash), eco.payback(cash, rate)
    invested, back = _sides(cash, rate)
    worth = eco.npv(rate, cash)
    p10, p50, p90, p_loss = _odds(x)
    return Investment(
        cash,
        worth,
        irr,
        count(eco.sign_changes(cash)),
        _mirr(x, cash),
        None if plain is None else eco.years_of(plain, k),
        None if discounted is None else eco.years_of(discounted, k),
        _roi(cash),
        eco.profitability_index(back, invested),
        eco.yearly(eco.annuity(worth, eco.annuity_factor(rate, n)), k),
        _tornado(x),
        p10,
        p50,
        p90,
        p_loss,
        _told(irr, cash),
    )


def flows(x: InvestmentCase) -> tuple[Number, ...]:
    """Cash flows at the ends of periods 0, 1, 2 ..., the residual in the last."""
    growth = eco.period_rate(x.escalation, count(x.per_year))
    cash = [eco.spent(x.capex)]
    for n in range(1, x.periods + 1):
        saved = eco.escalated(x.saving, growth, count(n))
        kept = eco.spent(eco.escalated(x.upkeep, growth, count(n)))
        more = (x.residual,) if n == x.periods else ()
        cash.append(eco.total(saved, kept, *more))
    for n, extra in enumerate(x.extra):
        cash[n] = added(cash[n], extra)
    return tuple(cash)


def _check(x: InvestmentCase) -> None:
    if x.periods < 1 or x.per_year < 1:
        raise InputError(
            f"{x.periods} periods, {x.per_year} a year: an investment has one or more of each"
        )
    if x.periods > MOST_PERIODS:
        raise InputError(
            f"{x.periods} periods: {MOST_PERIODS} or fewer; take longer periods (per_year)"
        )
    if len(x.extra) > x.periods + 1:
        raise InputError(
            f"{len(x.extra)} extra cash flows for periods 0 to {x.periods}: give no more than "
            f"{x.periods + 1}, or more periods"
        )
    if float(x.capex) < 0:
        raise InputError(f"capex {x.capex}: give what is spent as a positive amount")
    if float(x.capex) == 0 and float(x.saving) == 0 and not any(float(e) for e in x.extra):
        raise ImpossibleState("no money moves: give what is spent (capex) and what comes back")


def _sides(cash: Sequence[Number], rate: Number) -> tuple[Number, Number]:
    """Present value of all that is spent, as an amount, and of all that comes back."""
    spent = [eco.present_value(cf, rate, count(n)) for n, cf in enumerate(cash) if cf < 0]
    back = [eco.present_value(cf, rate, count(n)) for n, cf in enumerate(cash) if cf > 0]
    if not spent or not back:
        side = "spent" if not spent else "earned"
        raise ImpossibleState(
            f"nothing is ever {side}: an investment needs money out and money back"
        )
    return eco.spent(eco.total(*spent)), eco.total(*back)


def _roi(cash: Sequence[Number]) -> Number:
    spent = [cf for cf in cash if cf < 0]
    back = [cf for cf in cash if cf > 0]
    return eco.simple_return(eco.total(*back), eco.spent(eco.total(*spent)))


def _mirr(x: InvestmentCase, cash: Sequence[Number]) -> Number:
    if x.finance is None or x.reinvest is None:
        return None
    k = count(x.per_year)
    rates = eco.period_rate(x.finance, k), eco.period_rate(x.reinvest, k)
    return eco.effective_rate(eco.modified_rate_of_return(cash, *rates), k)


def _worth(x: InvestmentCase) -> Number:
    return eco.npv(eco.period_rate(x.rate, count(x.per_year)), flows(x))


SWUNG = ("capex", "saving", "upkeep", "residual", "rate", "escalation")


def _tornado(x: InvestmentCase) -> tuple[Swing, ...]:
    """NPV with each input off by the swing; what is 0 cannot swing."""
    bars = []
    for name in SWUNG:
        value = getattr(x, name)
        if float(value) == 0:
            continue
        off = sensitivity.off if name in {"rate", "escalation"} else sensitivity.off_money
        low, high = (off(value, s) for s in (sensitivity.below(x.swing), x.swing))
        bars.append(Swing(name, _worth(_with(x, name, low)), _worth(_with(x, name, high))))
    return tuple(sorted(bars, key=lambda bar: -abs(float(bar.high) - float(bar.low))))


def _with(x: InvestmentCase, name: str, value: Number) -> InvestmentCase:
    return replace(x, **{name: value})


def _odds(x: InvestmentCase) -> tuple[Number, Number, Number, Number]:
    """P10, P50 and P90 of NPV and the probability of a loss, as evidence of seeded draws."""
    sigmas = (x.sigma_capex, x.sigma_saving, x.sigma_rate)
    if all(s is None for s in sigmas) or not isinstance(x.capex, Decimal):
        return None, None, None, None
    # What has no uncertainty varies by a zero that the record can cite.
    zero = eco.effective_rate(eco.period_rate(x.rate, count(1)), count(0))
    given = [zero if s is None else s for s in sigmas]
    known = (
        x.capex, x.saving, x.rate, x.upkeep, x.residual, x.escalation, *given,
        count(x.periods), count(x.per_year), *x.extra,
    )  # fmt: skip
    return (
        draws.npv_p10(*known), draws.npv_p50(*known), draws.npv_p90(*known),
        draws.loss_probability(*known),
    )  # fmt: skip


def _told(irr: Sequence[Number], cash: Sequence[Number]) -> str:
    if len(irr) > 1:
        return f"{len(irr)} rates of return: none of them alone decides; go by the NPV"
    if irr:
        return "one rate of return"
    if eco.sign_changes(cash) == 0:
        return "no rate of return: the cash flow never changes sign"
    return "no rate of return above -100 % makes the NPV vanish; go by the NPV"


@dataclass(frozen=True)
class OwnershipCase:
    """What an exchanger costs over its life. `energy`, `cleaning` and `repair` are amounts a year.

    Energy may be given as a cost rate while running (`energy_rate`) with the hours run a year;
    downtime as hours out a year and what an hour out costs. Prices grow a year by their escalation.
    """

    capex: Money
    years: int
    rate: Ratio
    energy: Money = "0"
    energy_rate: MoneyPerSecond | None = None
    hours: Second | None = None
    cleaning: Money = "0"
    repair: Money = "0"
    out: Second = "0"
    out_cost: MoneyPerSecond = "0"
    energy_escalation: Ratio = "0"
    other_escalation: Ratio = "0"
    residual: Money = "0"


@dataclass(frozen=True)
class Ownership:
    """Present values by cause, their total (TCO), and the equal payment a year that is worth it."""

    capex: Money
    energy: Money
    cleaning: Money
    repair: Money
    downtime: Money
    residual: Money
    total: Money
    annuity_a_year: Money
    energy_share: Ratio
    note: str


def ownership(x: OwnershipCase) -> Ownership:
    """TCO: capital, energy, cleaning, repair and downtime, less the residual, at today's worth."""
    if x.years < 1:
        raise InputError(f"{x.years} years: a life has one or more")
    if (x.energy_rate is None) != (x.hours is None):
        raise InputError("energy_rate needs the hours run in a year, and these need it")
    energy_a_year = x.energy
    if x.energy_rate is not None:
        energy_a_year = added(x.energy, eco.money_over(x.energy_rate, eco.run_in_a_year(x.hours)))
    energy = _life(x, energy_a_year, x.energy_escalation)
    cleaning, repair = (_life(x, each, x.other_escalation) for each in (x.cleaning, x.repair))
    downtime = _life(x, eco.money_over(x.out_cost, eco.run_in_a_year(x.out)), x.other_escalation)
    residual = eco.spent(eco.present_value(x.residual, x.rate, count(x.years)))
    total = eco.total(x.capex, energy, cleaning, repair, downtime, residual)
    factor = eco.annuity_factor(x.rate, count(x.years))
    return Ownership(
        x.capex, energy, cleaning, repair, downtime, residual, total,
        eco.annuity(total, factor), eco.profitability_index(energy, total),
        f"{x.years} years, end of year, at today's worth; a residual counts against the cost",
    )  # fmt: skip


def _life(x: OwnershipCase, a_year: Number, growth: Number) -> Number:
    """Present value of an amount a year over the life."""
    years = [count(n) for n in range(1, x.years + 1)]
    return eco.total(
        *(eco.present_value(eco.escalated(a_year, growth, n), x.rate, n) for n in years)
    )
