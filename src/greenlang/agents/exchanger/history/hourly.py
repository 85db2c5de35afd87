"""One exchanger hour by hour: its states, 1/U, clean films, and the facts beside them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import clean, hydraulics, operation
from greenlang.agents.exchanger.history.component import States
from greenlang.agents.exchanger.history.days import Facts, outages
from greenlang.agents.exchanger.history.hours import Hours
from greenlang.agents.exchanger.history.network import STATES
from greenlang.agents.exchanger.history.thermal import Thermal, duties, thermal
from greenlang.agents.exchanger.model import Exchanger, Plant
from greenlang.core.errors import InsufficientData
from greenlang.library.series.daily import daily_median

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CLEANEST = 0.02  # quantile of 1/U that stands for clean where nothing else is known
WITH_LOAD = ("m_hot", "m_cold", "t_cold_out")  # what bad distribution or boiling goes with
OFTEN = 0.2  # share of the hours above a bubble point, beyond which nothing is said


@dataclass(frozen=True)
class Hourly:
    """The exchanger hour by hour, and what is known beside."""

    asset: Exchanger
    x: Floats  # (hours, 6), reconciled
    thermal: Thermal
    valid: Bools  # in service, steady, and a U explains the states
    films: clean.Films
    facts: Facts
    declared: tuple[tuple[int, int], ...]  # first and last day of each known-clean window
    boiling: Bools  # a liquid is above its bubble point


def hours_of(plant: Plant, asset: Exchanger, states: States, measured: Hours) -> Hourly:
    """The hours of one exchanger. Errors: InsufficientData where none can be used."""
    i = states.component.assets.index(asset.name)
    x, rows = states.x[:, i], np.arange(measured.n)
    found = thermal(asset, x, states.hourly, rows)
    boiling = _boiling(asset, x, states)
    valid = states.on[:, i] & states.steady[:, i] & np.isfinite(found.resistance) & ~boiling
    if not valid.any():
        raise InsufficientData(
            f"{asset.name}: no hour has all six states, steady and with a U that explains them; "
            "see the counts of reasons by tag"
        )
    least = float(np.quantile(found.resistance[valid], CLEANEST))
    films = clean.films(asset, x, states.hourly, rows, least)
    tube = float(np.nanmedian(films.tube[valid]))
    one_film = asset.kind != "shell_tube" or films.extra != ()
    films = films.as_one if one_film and films.together else films
    ln_dp = hydraulics.ln_drops(asset, measured, x, states.on[:, i], states.hourly)
    service = states.off[:, i], states.on[:, i]
    scale = 1.0 if asset.kind == "shell_tube" else films.known / clean.USUAL
    facts = replace(
        _facts(plant, asset, measured, service, dict(ln_dp)),
        scale=scale,
        resistance=float(np.median(found.resistance[valid])),
        tube=tube,
        imbalance=_imbalance(asset, states, i, valid),
        meters=_meters(asset),
        states={
            role: daily_median(np.where(valid, column, np.nan))
            for role, column in zip(STATES, x.T, strict=True)
            if role in WITH_LOAD
        },
    )
    return Hourly(asset, x, found, valid, films, facts, _declared(asset, measured), boiling)


def _imbalance(asset: Exchanger, states: States, i: int, valid: Bools) -> Floats | None:
    """Daily 2(Q_h - Q_c)/(Q_h + Q_c) as measured; None where the balance closes by itself."""
    as_measured = states.before[:, i]
    if not np.isfinite(as_measured).all(axis=1).any():
        return None
    q_hot, q_cold = duties(asset, as_measured, states.hourly, np.arange(len(as_measured)))
    with np.errstate(invalid="ignore", divide="ignore"):
        open_by = 2.0 * (q_hot - q_cold) / (q_hot + q_cold)
    return daily_median(np.where(valid, open_by, np.nan))


def _meters(asset: Exchanger) -> dict[str, float]:
    """Spaces with a flow meter: too high a hot flow makes the hot duty too large."""
    signs = {"hot": 1.0, "cold": -1.0}
    return {asset.spaces[side]: signs[side] for side in asset.spaces if f"m_{side}" in asset.tags}


def _boiling(asset: Exchanger, x: Floats, states: States) -> Bools:
    """Hours in which a liquid is above its bubble point: its heat capacity leaves out the heat.

    Errors: InsufficientData where that is the rule and not the exception.
    """
    rows = np.arange(len(x))
    above = np.zeros(len(x), np.bool_)
    for side, k in (("hot", 0), ("cold", 3)):
        name = asset.fluids["hot" if side == "hot" else "cold"]
        bubble = states.hourly.bubble(name, rows)
        over = x[:, k] > bubble
        share = float(np.mean(over[np.isfinite(x[:, k])])) if np.isfinite(x[:, k]).any() else 0.0
        if share > OFTEN:
            raise InsufficientData(
                f"{asset.name}: the {side} side, {name}, is above its bubble point of "
                f"{float(np.nanmin(bubble)) - 273.15:.1f} degC in {share:.0%} of the hours: a heat "
                "capacity leaves out the heat of evaporation; give its enthalpy curve (kind: "
                "enthalpy, columns T and h) from a flash calculation"
            )
        above |= over
    return above


def _declared(asset: Exchanger, measured: Hours) -> tuple[tuple[int, int], ...]:
    """The declared clean windows within the history, as indices of days."""
    first, last = int(measured.days[0]), int(measured.days[-1])
    inside = sorted((a, b) for a, b in asset.clean if b >= first and a <= last)
    return tuple((max(a - first, 0), min(b, last) - first) for a, b in inside)


def _facts(
    plant: Plant,
    asset: Exchanger,
    measured: Hours,
    service: tuple[Bools, Bools],
    ln_dp: dict[str, Floats],
) -> Facts:
    first = int(measured.days[0])
    logged = tuple(
        (entry.start - first, entry.end - first) for entry in plant.log if entry.asset == asset.name
    )
    switches = operation.switches(plant, asset, first)
    tag = asset.tags.get("bypass")
    hour = None if tag is None else measured.tags.get(tag.tag)
    valve = None if hour is None else daily_median(hour.x)
    drops = {side: measured.tags[asset.tags[f"dp_{side}"].tag].x for side in ln_dp}
    drop = {side: daily_median(x) for side, x in drops.items()}
    return Facts(outages(*service), logged, switches, valve, ln_dp, drop)
