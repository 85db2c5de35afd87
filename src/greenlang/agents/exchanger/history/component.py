"""Exchangers that share pipes, from hourly tags to reconciled states, and the tags that lie."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import balance, common, faults, hours, suspects
from greenlang.agents.exchanger.history.network import STATES, Component
from greenlang.agents.exchanger.history.properties import DAY, Liquids, liquids
from greenlang.agents.exchanger.history.thermal import thermal
from greenlang.agents.exchanger.model import Exchanger, Plant, base
from greenlang.library.flow import orifice
from greenlang.library.series import running
from greenlang.library.series.daily import daily_median, medians
from greenlang.library.series.hours import HOUR

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEAST_DUTY = 0.05  # of the design or typical duty: below it the exchanger is out of service
LEAST_NOISE = 1.0 / 3.0  # of sigma: share of it that is at least calibration, which stays
SURE_ON = 12  # hours of a day
LEAST_CLOSED = 30  # days with a balance, without which it does not tell of its meters


@dataclass(frozen=True)
class States:
    """What the balances say of a component.

    (hours, exchangers): `on` in service, `off` out of service with data to say so, `steady`.
    `x` (hours, exchangers, 6): reconciled states. `before` (hours, exchangers, 6): as measured.
    `adjustment`, `z` (hours, nodes). `bias` (days, exchangers, 6, tags): change of the reconciled
    states by a calibration error of one standard uncertainty of each tag.
    """

    component: Component
    table: suspects.TagTable
    on: Bools
    off: Bools
    steady: Bools
    x: Floats
    before: Floats
    adjustment: Floats
    z: Floats
    bias: Floats
    faults: tuple[faults.Fault, ...]
    hourly: Liquids
    daily: Liquids


def states(plant: Plant, component: Component, measured: hours.Hours) -> States:
    """Reconcile a component; tags with a fault of their own are left out for the time of it."""
    assets = {name: plant.asset(name) for name in component.assets}
    by_hour = liquids(plant, measured.start, HOUR)
    table = mass_table(component, assets, measured, by_hour)
    place = balance.ports(component)
    nodes = balance.node_values(component, table.tags, table.x, table.sigma)
    on, off = _service(component, assets, nodes.x[:, place], by_hour)
    table = _without_idle(component, assets, table, off)
    steady = _steady(component, assets, measured)
    residuals = suspects.residuals(component, assets, table, on & steady, by_hour.enthalpy)
    found = faults.faults(residuals) if residuals.r.size else ()
    table = _without(table, found)
    size = _calibrated(component, assets, table, on & steady, by_hour, measured)
    nodes = balance.node_values(component, table.tags, table.x, table.sigma)
    nodes = balance.spread(
        component, nodes, _service(component, assets, nodes.x[:, place], by_hour)[0]
    )
    on, off = _service(component, assets, nodes.x[:, place], by_hour)
    result, known = balance.balanced(component, nodes, on, by_hour.enthalpy)
    by_day = liquids(plant, measured.start, DAY)
    return States(
        component,
        table,
        on,
        off,
        steady,
        balance.states(result, place, known),
        nodes.x[:, place],
        result.adjustment[:, : len(component.fluid)],
        result.z[:, : len(component.fluid)],
        size * _bias(component, table, nodes, on, measured, by_day),
        found,
        by_hour,
        by_day,
    )


def mass_table(
    component: Component, assets: Mapping[str, Exchanger], measured: hours.Hours, oil: Liquids
) -> suspects.TagTable:
    """Tags of the component by hour; volume flows times the density where they are metered."""
    names = tuple(dict.fromkeys(tag for tag, _ in component.measured))
    users = {
        tag.tag: (asset, role)
        for asset in reversed(list(assets.values()))
        for role, tag in asset.tags.items()
    }
    x = np.full((measured.n, len(names)), np.nan)
    sigma = np.full(x.shape, np.nan)
    for k, name in enumerate(names):
        hour = measured.tags.get(name)
        if hour is None:
            continue
        scale = _mass(*users[name], measured, oil, volume=hour.volume)
        x[:, k], sigma[:, k] = hour.x * scale, hour.sigma * scale
    return suspects.TagTable(names, x, sigma)


def _mass(
    asset: Exchanger, role: str, measured: hours.Hours, oil: Liquids, *, volume: bool
) -> Floats:
    """What a flow as metered is to be multiplied by for kg/s."""
    tag, rows = asset.tags[role], np.arange(measured.n)
    fluid = asset.fluids["hot" if base(role) == "m_hot" else "cold"]
    if tag.full is not None:
        # A fan moves a volume: the mass goes with the density of the air that it takes in.
        inlet = _inlet(asset, role, measured)
        at = oil.density(fluid, np.full(measured.n, float(tag.at)), rows)
        return oil.density(fluid, inlet, rows) / at
    one = oil.density(fluid, _metered_at(asset, role, measured), rows) if volume else None
    if tag.rho_design is None:
        return np.ones(measured.n) if one is None else one
    line = oil.density(fluid, _inlet(asset, role, measured), rows)
    unit, design = np.ones(measured.n), np.full(measured.n, tag.rho_design)
    if one is None or tag.at != "line":
        # A volume at a base temperature is the mass shown over that density.
        return np.asarray(orifice.mass_at_density(unit if one is None else one, line, design))
    return np.asarray(orifice.mass_of_volume(unit, line, design))


def _metered_at(asset: Exchanger, role: str, measured: hours.Hours) -> Floats:
    """Temperature at which a volume flow is metered, K."""
    at = asset.tags[role].at
    if at != "line":
        return np.full(measured.n, float(at))
    return _inlet(asset, role, measured)


def _inlet(asset: Exchanger, role: str, measured: hours.Hours) -> Floats:
    """Inlet temperature of a side, K; its usual one where it is not known."""
    name = "t_hot_in" if base(role) == "m_hot" else "t_cold_in"
    tags = [tag.tag for one, tag in asset.tags.items() if base(one) == name]
    hour = next((measured.tags[tag] for tag in tags if tag in measured.tags), None)
    if hour is None:
        return np.full(measured.n, np.nan)
    typical = np.nanmedian(hour.x) if np.isfinite(hour.x).any() else np.nan
    # Density hardly changes with the inlet: a gap there must not lose the flow.
    return np.where(np.isfinite(hour.x), hour.x, typical)


def _service(
    component: Component, assets: Mapping[str, Exchanger], six: Floats, oil: Liquids
) -> tuple[Bools, Bools]:
    """In service, and out of service with data that say so: (hours, exchangers)."""
    rows = np.arange(len(six))
    on, off = np.zeros(six.shape[:2], np.bool_), np.zeros(six.shape[:2], np.bool_)
    for i, name in enumerate(component.assets):
        asset = assets[name]
        duty = _duty(asset, six[:, i], oil, rows)
        seen = duty[np.isfinite(duty)]
        design = asset.design.duty
        typical = float(np.median(seen)) if seen.size else 0.0
        up = running(
            six[:, i, 4:6],
            duty,
            typical if design is None else float(design),
            duty_share=LEAST_DUTY,
        )
        known = np.isfinite(duty) | np.isfinite(six[:, i, 4:6]).any(axis=1)
        on[:, i], off[:, i] = up & known, ~up & known
    return on, off


def _duty(asset: Exchanger, six: Floats, oil: Liquids, rows: Ints) -> Floats:
    """Mean of the duties of both sides, or the one that is known."""
    both = thermal(asset, six, oil, rows)
    sides = np.stack([both.q_hot, both.q_cold])
    known = np.isfinite(sides).any(axis=0)
    return np.where(known, np.nanmean(np.where(known, sides, 0.0), axis=0), np.nan)


def _steady(component: Component, assets: Mapping[str, Exchanger], measured: hours.Hours) -> Bools:
    """Hours in which every tag of an exchanger was steady."""
    out = np.ones((measured.n, len(component.assets)), np.bool_)
    for i, name in enumerate(component.assets):
        for role, tag in assets[name].tags.items():
            hour = measured.tags.get(tag.tag)
            if role in STATES and hour is not None:
                out[:, i] &= hour.steady
    return out


def _without_idle(
    component: Component, assets: Mapping[str, Exchanger], table: suspects.TagTable, off: Bools
) -> suspects.TagTable:
    """The table without thermometers at an idle exchanger where others show the same pipe.

    Behind a shut valve it cools away from the pipe that it stands for.
    """
    users = {
        tag: [i for i, name in enumerate(component.assets) if tag in _names(assets[name])]
        for tag in table.tags
    }
    idle = {tag: off[:, own].all(axis=1) for tag, own in users.items()}
    x = table.x.copy()
    by_node: dict[int, list[str]] = {}
    for tag, node in component.measured:
        by_node.setdefault(node, []).append(tag)
    for node, tags in by_node.items():
        if component.flow[node] or len(tags) < 2:
            continue
        shown = ~np.logical_and.reduce([idle[tag] for tag in tags])
        for tag in tags:
            x[idle[tag] & shown, table.tags.index(tag)] = np.nan
    return suspects.TagTable(table.tags, x, table.sigma)


def _names(asset: Exchanger) -> set[str]:
    return {tag.tag for tag in asset.tags.values()}


def _without(table: suspects.TagTable, found: tuple[faults.Fault, ...]) -> suspects.TagTable:
    """The table without the tags that lie, while they do."""
    x = table.x.copy()
    for fault in found:
        if len(fault.tags) == 1:
            span = slice(fault.start * 24, fault.end * 24)
            x[span, table.tags.index(fault.tags[0])] = np.nan
    return suspects.TagTable(table.tags, x, table.sigma)


def _bias(
    component: Component,
    table: suspects.TagTable,
    nodes: balance.Nodes,
    on: Bools,
    measured: hours.Hours,
    oil: Liquids,
) -> Floats:
    """Change of the reconciled states by each tag's calibration: (days, exchangers, 6, tags)."""
    place, days = balance.ports(component), measured.n // 24
    x = np.stack([_filled(daily_median(column)) for column in nodes.x.T], axis=1)
    sigma = np.stack([daily_median(column) for column in nodes.sigma.T], axis=1)
    service = on.reshape(days, 24, -1).sum(axis=1) >= SURE_ON
    constraints = balance.balances(component, service, oil.enthalpy)
    spare = np.zeros(service.shape)
    _, listed = constraints.at(np.hstack([x, spare]), np.arange(days))
    slopes = np.zeros((days, constraints.m, constraints.n))
    slopes[:, constraints.row, constraints.col] = listed
    slopes = slopes[:, :, : len(component.fluid)]
    moved = common.adjoint(slopes, sigma)
    weight = np.zeros((days, len(component.fluid), len(table.tags)))
    for tag, node in component.measured:
        k = table.tags.index(tag)
        s = daily_median(table.sigma[:, k])
        share = np.where(np.isfinite(s), sigma[:, node] ** 2 / s, 0.0)
        weight[:, node, k] = np.nan_to_num(share) * _calibration(tag, measured)
    return np.asarray((moved @ weight)[:, place])


def _calibrated(
    component: Component,
    assets: dict[str, Exchanger],
    table: suspects.TagTable,
    valid: Bools,
    oil: Liquids,
    measured: hours.Hours,
) -> float:
    """Size of the calibration errors over what the tags' sigmas leave for them."""
    left = suspects.residuals(component, assets, table, valid, oil.enthalpy)
    if not left.r.size:
        return 1.0
    share = np.array([_calibration(tag, measured) for tag in left.tags])
    typical = np.nan_to_num(medians(left.direction))
    enough = np.count_nonzero(np.isfinite(left.r), axis=0) >= LEAST_CLOSED
    constant = np.where(enough, medians(left.r), np.nan)
    return common.closure(constant, typical, share * left.sigma)


def _calibration(tag: str, measured: hours.Hours) -> float:
    """Share of a tag's sigma that is calibration: what its noise from reading to reading leaves."""
    hour = measured.tags.get(tag)
    if hour is None:
        return 1.0
    typical = float(np.nanmedian(hour.sigma)) if np.isfinite(hour.sigma).any() else np.nan
    noise = hour.noise / typical if hour.noise < typical else 0.0
    return float(np.sqrt(max(1.0 - noise**2, LEAST_NOISE**2)))


def _filled(x: Floats) -> Floats:
    seen = x[np.isfinite(x)]
    return np.where(np.isfinite(x), x, np.median(seen) if seen.size else 1.0)
