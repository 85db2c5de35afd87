"""The split of every hour summed by day, by month and over all of it (spec 4.10)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from greenlang.agents.condenser.history.causes import HourlySplit
from greenlang.agents.condenser.results import Amounts, Split, Total
from greenlang.library.series.arrays import Bools, Floats, Ints
from greenlang.library.series.daily import HOURS
from greenlang.library.series.hours import HOUR

EPOCH = dt.date(1970, 1, 1)
Sigmas = Mapping[str, float]


def by_day(of: HourlySplit, days: Ints, inlet: Mapping[str, Floats], basis: str) -> Split:
    """Means and sums of every day over its hours that count."""
    counts = of.counts & np.isfinite(of.p_model)
    return Split(
        days=days,
        causes=of.causes,
        hours=_rows(counts.astype(np.float64)).sum(axis=1),
        p_reference=of.p_reference,
        p_model=_mean(of.p_model, counts),
        parts=Amounts(
            pressure=_mean(of.pressure, counts),
            temperature=_mean(of.temperature, counts),
            power=_mean(of.power, counts),
            heat_rate=_mean(of.heat_rate, counts),
            energy=_sum(of.power, counts),
            money=_sum(of.money, counts),
            co2=_sum(of.co2, counts),
        ),
        gain=_mean(of.gain, counts),
        unexplained=_unexplained(of, counts),
        inlet=inlet,
        basis=basis,
        withheld=of.withheld,
    )


def _unexplained(of: HourlySplit, counts: Bools) -> Amounts:
    beyond = of.unexplained
    return Amounts(
        pressure=_mean(beyond["pressure"], counts),
        temperature=np.full(len(counts) // HOURS, np.nan),
        power=_mean(beyond["power"], counts),
        heat_rate=_mean(beyond["heat_rate"], counts),
        energy=_sum(beyond["power"], counts),
        money=_sum(beyond["cost"], counts),
        co2=_sum(beyond["co2"], counts),
    )


def _rows(x: Floats) -> Floats:
    return x.reshape(-1, HOURS, *x.shape[1:])


def _mean(x: Floats, counts: Bools) -> Floats:
    rows = _rows(np.where(_like(counts, x), x, np.nan))
    seen = np.count_nonzero(np.isfinite(rows), axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(seen > 0, np.nansum(rows, axis=1) / seen, np.nan))


def _sum(rate: Floats, counts: Bools) -> Floats:
    """Integral of a rate over the hours that count; an hour without one has the day's mean."""
    mean = _mean(rate, counts)
    hours = _rows(counts.astype(np.float64)).sum(axis=1)
    return np.asarray(mean * (hours if mean.ndim == 1 else hours[:, None]) * HOUR)


def _like(counts: Bools, x: Floats) -> Bools:
    return counts if x.ndim == 1 else counts[:, None]


def totals(of: Split, sigmas: Sigmas) -> tuple[Total, ...]:
    """Every cause, and what is not explained, over the whole history."""
    return _span(of, np.ones(len(of.days), np.bool_), sigmas)


def months(of: Split, sigmas: Sigmas) -> tuple[Total, ...]:
    """The same of every calendar month."""
    return tuple(total for where in _months(of.days) for total in _span(of, where, sigmas))


def of_events(
    of: Split, events: Sequence[tuple[float, float | None]], sigmas: Sigmas
) -> tuple[tuple[Total, ...], ...]:
    """The same over the days of each event, from start to end (None: to the last day)."""
    out = []
    for start, end in events:
        last = float(of.days[-1]) if end is None else end
        where = (of.days >= np.floor(start)) & (of.days <= np.floor(last))
        out.append(_span(of, where, sigmas))
    return tuple(out)


def _months(days: Ints) -> Iterator[Bools]:
    month = np.array([(EPOCH + dt.timedelta(days=int(day))).strftime("%Y-%m") for day in days])
    for each in dict.fromkeys(month.tolist()):
        yield month == each


def _span(of: Split, where: Bools, sigmas: Sigmas) -> tuple[Total, ...]:
    """Causes over some days; a mean over days weighs them by their hours."""
    hours = np.where(where, of.hours, 0.0)
    inside = of.days[where]
    start, end = (int(inside[0]), int(inside[-1])) if inside.size else (0, -1)

    def total(cause: str, of_cause: Mapping[str, Floats]) -> Total:
        return Total(
            cause=cause,
            start=start,
            end=end,
            hours=float(hours.sum()),
            pressure=_weighted(of_cause["pressure"], hours),
            pressure_sigma=float(sigmas.get(cause, np.nan)),
            temperature=_weighted(of_cause["temperature"], hours),
            heat_rate=_weighted(of_cause["heat_rate"], hours),
            energy=_added(of_cause["energy"], hours),
            money=_added(of_cause["money"], hours),
            co2=_added(of_cause["co2"], hours),
        )

    names = ("pressure", "temperature", "heat_rate", "energy", "money", "co2")
    each = [
        total(cause, {name: getattr(of.parts, name)[:, k] for name in names})
        for k, cause in enumerate(of.causes)
    ]
    beyond = {name: getattr(of.unexplained, name) for name in names}
    return (*each, total("unexplained", beyond))


def _weighted(x: Floats, hours: Floats) -> float:
    seen = np.isfinite(x) & (hours > 0)
    return float(np.average(x[seen], weights=hours[seen])) if seen.any() else float("nan")


def _added(x: Floats, hours: Floats) -> float:
    seen = np.isfinite(x) & (hours > 0)
    return float(x[seen].sum()) if seen.any() else float("nan")
