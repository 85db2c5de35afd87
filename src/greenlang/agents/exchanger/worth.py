"""What lost duty is worth: the share of it that the furnace must make up for (spec 5.2)."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from greenlang.agents.exchanger.model import Plant
from greenlang.agents.exchanger.results import Band, ExchangerHistory
from greenlang.agents.exchanger.train import Stage, network_values, stage, train
from greenlang.core.errors import InsufficientData


def valued(plant: Plant, units: Iterable[ExchangerHistory]) -> tuple[ExchangerHistory, ...]:
    """The exchangers with money and CO2 of what really reaches the furnace at today's fouling.

    Exchangers downstream make up for a part of what one loses, so its share is mostly below 1; it
    is kept as `reference["network_value"]`. Where no path leads to the furnace nothing changes.
    """
    known = tuple(units)
    stages = [one for each in known if (one := _stage(plant, each)) is not None]
    whole = train(plant, stages)
    if whole.furnace is None or not stages:
        return known
    found = network_values(whole, np.array([[one.r_f for one in stages]]))
    shares = {
        name: float(phi) for name, phi in zip(whole.names, found, strict=True) if np.isfinite(phi)
    }
    return tuple(_scaled(one, shares[one.asset]) if one.asset in shares else one for one in known)


def _stage(plant: Plant, known: ExchangerHistory) -> Stage | None:
    if not np.isfinite(known.r_f_now.p50):
        return None
    try:
        return stage(plant.asset(known.asset), known)
    except InsufficientData:
        return None


def _scaled(one: ExchangerHistory, share: float) -> ExchangerHistory:
    return replace(
        one,
        money_per_day=_times(one.money_per_day, share),
        co2_per_day=_times(one.co2_per_day, share),
        reference=dict(one.reference) | {"network_value": share},
    )


def _times(band: Band, share: float) -> Band:
    low, high = sorted((band.p10 * share, band.p90 * share))
    return Band(low, band.p50 * share, high)
