"""What lost duty is worth: the share of it that the furnace must make up for (spec 5.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.exchanger.model import Plant
from greenlang.agents.exchanger.results import Band, Band90, ExchangerHistory, Saving
from greenlang.agents.exchanger.train import (
    Floats,
    Stage,
    Train,
    furnace_extra,
    network_values,
    reference_loss,
    resimulated,
    stage,
    train,
)
from greenlang.core.errors import InsufficientData


@dataclass(frozen=True)
class Worth:
    """Exchangers with what cleaning each alone would save, and the whole train a day.

    One cleaned alone finds its neighbours fouled, so these savings do not add up to what all the
    deposits together cost: money and CO2 (kg) of the whole are simulated once, all fouled against
    all clean. None where no path leads to the furnace.
    """

    units: tuple[ExchangerHistory, ...]
    money_per_day: Band | None = None
    co2_per_day: Band | None = None


def valued(plant: Plant, units: Iterable[ExchangerHistory]) -> Worth:
    """The exchangers with money and CO2 of what really reaches the furnace at today's fouling.

    Exchangers downstream make up for a part of what one loses, so its share is mostly below 1; it
    is kept as `reference["network_value"]`. Where no path leads to the furnace nothing changes.
    """
    known = tuple(units)
    stages = {one.asset: part for one in known if (part := _stage(plant, one)) is not None}
    whole = train(plant, stages.values())
    if whole.furnace is None or not stages:
        return Worth(known)
    inside = [one for one in known if one.asset in stages]
    found = network_values(whole, np.array([[one.r_f for one in whole.stages]]))
    shares = {
        name: float(phi) for name, phi in zip(whole.names, found, strict=True) if np.isfinite(phi)
    }
    extra = _extra(whole, inside)
    lost = np.array([float(reference_loss(s, np.array([s.r_f]))[0]) for s in whole.stages])
    return Worth(
        tuple(_scaled(one, shares[one.asset]) if one.asset in shares else one for one in known),
        _priced(extra, lost, [one.money_per_day for one in inside]),
        _priced(extra, lost, [one.co2_per_day for one in inside]),
    )


def _stage(plant: Plant, known: ExchangerHistory) -> Stage | None:
    if not np.isfinite(known.r_f_now.p50):
        return None
    try:
        return stage(plant.asset(known.asset), known)
    except InsufficientData:
        return None


def _extra(whole: Train, inside: Sequence[ExchangerHistory]) -> Floats:
    """Furnace duty (3,) above that of a clean train, W: all exchangers at P10, P50 or P90 of R_f.

    That all err to the same side is the cautious reading of the band.
    """
    r_f = np.array([[getattr(one.r_f_now, p) for one in inside] for p in ("p10", "p50", "p90")])
    return furnace_extra(whole, resimulated(whole, r_f))


def _priced(extra: Floats, lost: Floats, alone: Sequence[Band]) -> Band:
    """Furnace duty at what the exchangers' own lost duty (W) costs; NaN without a price."""
    paid = np.array([band.p50 for band in alone])
    told = np.isfinite(paid) & (lost > 0.0)
    if not told.any():
        return Band(np.nan, np.nan, np.nan)
    price = float(paid[told].sum() / lost[told].sum())
    return Band(*(float(price * each) for each in extra))


def _scaled(one: ExchangerHistory, share: float) -> ExchangerHistory:
    return replace(
        one,
        money_per_day=_times(one.money_per_day, share),
        co2_per_day=_times(one.co2_per_day, share),
        reference=dict(one.reference) | {"network_value": share},
        savings=tuple(_saved(each, share) for each in one.savings),
    )


def _saved(one: Saving, share: float) -> Saving:
    """What a cleaning saved with money and CO2 of what reaches the furnace."""
    return replace(one, money=_times90(one.money, share), co2=_times90(one.co2, share))


def _times90(band: Band90, share: float) -> Band90:
    low, high = sorted((band.p05 * share, band.p95 * share))
    return Band90(low, band.p50 * share, high)


def _times(band: Band, share: float) -> Band:
    low, high = sorted((band.p10 * share, band.p90 * share))
    return Band(low, band.p50 * share, high)
