"""A bundle in cells: rows crossed by the air, tubes in passes, the air unmixed along the tubes.

Air rises through the rows; the hot liquid enters the top rows and works its way down, with every
pass in the other direction. In each cell the air is integrated by two steps of the trapezoidal
rule past the tube's mean temperature; tube enthalpies and air temperatures are swept until they
agree.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.simulators.air_cooler.design import Unit
from greenlang.simulators.preheat_train.fluids import (
    Floats,
    Liquid,
    enthalpy,
    kelvin_per_enthalpy,
    ln_viscosity,
    temperature,
)

CELLS = 8  # along the tubes
SWEEPS = 30
CLOSE = 1e-7  # of the duty
REFERENCE = np.array(365.0)  # K, at which the data sheet gives the tube's film


@dataclass(frozen=True)
class Films:
    """What a bundle really does: factors on the data sheet's films, exponents."""

    air: float
    tube: float
    n_air: float
    n_tube: float
    p_tube: float


DATA_SHEET = Films(1.0, 1.0, 0.60, 0.80, 0.43)


@dataclass(frozen=True)
class Flows:
    """Liquid and its flow, air flow (kg/s) and heat capacity, inlet temperatures (K)."""

    hot: Liquid
    m_hot: Floats
    t_hot: Floats
    m_air: Floats
    cp_air: Floats
    t_air: Floats


@dataclass(frozen=True)
class Outcome:
    """Outlets (K, the air's mixed), duty (W), mean U with and without deposit."""

    t_hot_out: Floats
    t_air_out: Floats
    duty: Floats
    u: Floats
    u_clean: Floats


def outcome(unit: Unit, films: Films, flows: Flows, r_f: Floats) -> Outcome:
    """Solve the bundle."""
    n = len(flows.m_hot)
    c_cell = flows.m_air * flows.cp_air / CELLS
    h_in = enthalpy(flows.hot, flows.t_hot)
    heat = np.zeros((unit.rows, CELLS, n))
    t_pass = np.tile(flows.t_hot, (unit.passes, 1))
    old = np.zeros(n)
    clean = np.empty((unit.passes, n))
    for _ in range(SWEEPS):
        before = _air(unit, flows, heat, c_cell)
        clean = np.stack([_clean(unit, films, flows, t) for t in t_pass])
        h_out, t_pass = _tubes(unit, flows, clean + r_f, before, heat, h_in)
        duty = flows.m_hot * (h_in - h_out) * 1e6
        if np.max(np.abs(duty - old)) < CLOSE * np.max(duty):
            break
        old = duty
    return Outcome(
        temperature(flows.hot, h_out),
        flows.t_air + duty / (flows.m_air * flows.cp_air),
        duty,
        (1 / (clean + r_f)).mean(axis=0),
        (1 / clean).mean(axis=0),
    )


def _air(unit: Unit, flows: Flows, heat: Floats, c_cell: Floats) -> Floats:
    """Air temperature before every cell (row, cell, time); the last row is the lowest."""
    before = np.empty_like(heat)
    t = np.tile(flows.t_air, (CELLS, 1))
    for row in reversed(range(unit.rows)):
        before[row] = t
        t = t + heat[row] / c_cell
    return before


def _clean(unit: Unit, films: Films, flows: Flows, t: Floats) -> Floats:
    """Clean resistance of a pass at its mean temperature, m2 K/W."""
    air = films.air * unit.h_air * (flows.m_air / unit.m_air) ** films.n_air
    thick = ln_viscosity(flows.hot, t) - ln_viscosity(flows.hot, REFERENCE)
    tube = films.tube * unit.h_tube * (flows.m_hot / unit.m_hot) ** films.n_tube
    inside = unit.d_o / unit.d_i / (tube * np.exp(-films.p_tube * thick))
    return np.asarray(1 / air + unit.wall + inside, np.float64)


def _tubes(
    unit: Unit, flows: Flows, resistance: Floats, before: Floats, heat: Floats, h_in: Floats
) -> tuple[Floats, Floats]:
    """Outlet enthalpy and mean temperature of each pass; leaves the heat of every cell (W)."""
    deep = unit.rows // unit.passes
    m_row = flows.m_hot / deep
    c_cell = flows.m_air * flows.cp_air / CELLS
    h, means = h_in, []
    for number in range(unit.passes):
        units = unit.area / unit.rows / CELLS / resistance[number] / c_cell
        left = ((1 - units / 4) / (1 + units / 4)) ** 2
        give = c_cell * (1 - left)  # W per K between tube and arriving air
        outs = []
        for row in range(number * deep, (number + 1) * deep):
            x = h
            for k in range(CELLS):
                cell = k if number % 2 == 0 else CELLS - 1 - k
                per_q = kelvin_per_enthalpy(flows.hot, x) * 1e-6 / m_row
                drive = temperature(flows.hot, x) - before[row, cell]
                q = give * drive / (1 + give * per_q / 2)
                heat[row, cell] = q
                x = x - q * 1e-6 / m_row
            outs.append(x)
        out = sum(outs[1:], outs[0]) / deep
        means.append((temperature(flows.hot, h) + temperature(flows.hot, out)) / 2)
        h = out
    return h, np.stack(means)
