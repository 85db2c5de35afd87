"""Pipes and shells of the train over one chunk of time, while the network is being solved.

Every shell is a node with one duty per kelvin between its two inlets, its conductance. A sweep
carries enthalpies downstream with the conductances as they are; the integration of a shell between
its inlets corrects its conductance and its films.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from greenlang.simulators.preheat_train import bundle, films, fluids
from greenlang.simulators.preheat_train.design import (
    AFTER_DESALTER,
    CRUDE_FLOW,
    HOT_FLOW,
    HOT_ORDER,
    UNITS,
    Unit,
)
from greenlang.simulators.preheat_train.films import Films
from greenlang.simulators.preheat_train.fluids import (
    Floats,
    Liquid,
    enthalpy,
    ln_viscosity,
    temperature,
)


@dataclass(frozen=True)
class Conditions:
    """What the train is given, arrays over time (K, kg/s).

    `bypass` (time, exchanger) is the share of the tube-side flow that goes round the exchanger;
    1 means isolated, on both sides.
    """

    crude: Liquid
    products: Mapping[str, Liquid]
    m_crude: Floats
    t_feed: Floats
    m_hot: Mapping[str, Floats]
    t_hot: Mapping[str, Floats]
    bypass: Floats
    desalter_drop: float
    blocked: Floats | None = None  # (time, exchanger), share of the tubes without flow


def rows(conditions: Conditions, where: slice) -> Conditions:
    """The conditions at some of the times."""
    return Conditions(
        fluids.part(conditions.crude, where),
        conditions.products,
        conditions.m_crude[where],
        conditions.t_feed[where],
        {name: m[where] for name, m in conditions.m_hot.items()},
        {name: t[where] for name, t in conditions.t_hot.items()},
        conditions.bypass[where],
        conditions.desalter_drop,
        None if conditions.blocked is None else conditions.blocked[where],
    )


@dataclass
class Shell:
    """One shell: conductance (W/K), tube-side rise to the far head (MJ/kg), films at both ends."""

    ends: bundle.Ends = field(init=False)
    conductance: Floats = field(init=False)
    turn: Floats = field(init=False)
    gap_slope: Floats = field(init=False)
    clean: Floats = field(init=False)  # clean resistance, mean of both ends, m2 K/W
    wall: Floats = field(init=False)  # surface of the deposit, mean of both ends, K


class Train:
    """Enthalpies (MJ/kg) at every inlet and outlet; `inlets` (K) detaches the exchangers.

    An isolated exchanger is solved as if in service, and its duty is not used.
    """

    def __init__(
        self,
        conditions: Conditions,
        fittings: Sequence[Films],
        r_f: Floats,
        inlets: tuple[Floats, Floats] | None = None,
    ) -> None:
        c = self.conditions = conditions
        self.fittings, self.r_f, self.detached = fittings, r_f, inlets is not None
        self.shells = [[Shell() for _ in range(unit.shells)] for unit in UNITS]
        self.feed = enthalpy(c.crude, c.t_feed)
        self.hot_feed = {name: enthalpy(c.products[name], t) for name, t in c.t_hot.items()}
        if inlets is None:
            self.cold_ahead = [self.feed for _ in UNITS]
            self.hot_ahead = [self.hot_feed[unit.hot] for unit in UNITS]
        else:
            columns = range(len(UNITS))
            self.cold_ahead = [enthalpy(c.crude, inlets[0][:, i]) for i in columns]
            self.hot_ahead = [enthalpy(c.products[UNITS[i].hot], inlets[1][:, i]) for i in columns]
        self.cold_in = [[h] * u.shells for h, u in zip(self.cold_ahead, UNITS, strict=True)]
        self.hot_in = [[h] * u.shells for h, u in zip(self.hot_ahead, UNITS, strict=True)]
        self.cold_out = list(self.cold_ahead)
        self.hot_out = list(self.hot_ahead)
        self.on = c.bypass < 1.0
        self.through = np.where(self.on, 1.0 - c.bypass, 1.0)

    def flows(self, i: int) -> tuple[Floats, Floats]:
        """Flow (kg/s) of crude and of the hot stream through exchanger `i` itself."""
        c, unit, through = self.conditions, UNITS[i], self.through[:, i]
        if unit.crude_in == "tube":
            return c.m_crude * through, c.m_hot[unit.hot]
        return c.m_crude, c.m_hot[unit.hot] * through

    def liquids(self, unit: Unit) -> tuple[Liquid, Liquid]:
        """Liquid in the tubes, liquid in the shell."""
        hot = self.conditions.products[unit.hot]
        crude = self.conditions.crude
        return (crude, hot) if unit.crude_in == "tube" else (hot, crude)


def first_guess(train: Train, i: int, shell: Shell) -> None:
    """A first conductance from a clean coefficient of 350 W/(m2 K)."""
    unit = UNITS[i]
    cold, hot = train.flows(i)
    tube, other = (cold, hot) if unit.crude_in == "tube" else (hot, cold)
    k = unit.area_per_shell / 2 / (1 / 350.0 + train.r_f[:, i])
    shell.ends = bundle.Ends(k, k, tube, other)
    shell.conductance = bundle.first_conductance(shell.ends)


def sweep(train: Train) -> None:
    """Carry the enthalpies once downstream with the conductances as they are."""
    c, h = train.conditions, train.feed
    for i, unit in enumerate(UNITS):
        if not train.detached:
            if i == AFTER_DESALTER:
                h = enthalpy(c.crude, temperature(c.crude, h) - c.desalter_drop)
            train.cold_ahead[i] = h
        h = train.cold_out[i] = _through(train, i, unit)
    if not train.detached:
        for name, order in HOT_ORDER.items():
            h = train.hot_feed[name]
            for asset in order:
                train.hot_ahead[_COLUMN[asset]] = h
                h = train.hot_out[_COLUMN[asset]]


def _through(train: Train, i: int, unit: Unit) -> Floats:
    """Crude enthalpy behind exchanger `i`, mixed; leaves the hot outlet with the train."""
    c, ahead, cold_in, hot_in = (
        train.conditions, train.cold_ahead[i], train.cold_in[i], train.hot_in[i]
    )  # fmt: skip
    hot_liquid = c.products[unit.hot]
    m_cold, m_hot = train.flows(i)
    hot_in[-1] = train.hot_ahead[i]
    inside = outside = ahead
    for k, shell in enumerate(train.shells[i]):
        cold_in[k] = inside
        dt = temperature(hot_liquid, hot_in[k]) - temperature(c.crude, inside)
        q = np.where(train.on[:, i], shell.conductance * dt, 0.0) * 1e-6
        inside = inside + q / m_cold
        outside = hot_in[k] - q / m_hot
        if k > 0:
            hot_in[k - 1] = outside
        else:
            train.hot_out[i] = outside
    if unit.crude_in == "tube":
        return np.asarray(ahead + (inside - ahead) * train.through[:, i], np.float64)
    train.hot_out[i] = (
        train.hot_ahead[i] + (train.hot_out[i] - train.hot_ahead[i]) * train.through[:, i]
    )
    return inside


def integrate(train: Train, i: int, k: int, *, first: bool) -> float:
    """Integrate shell `k` of exchanger `i` and correct its conductance; the correction in K."""
    unit, shell = UNITS[i], train.shells[i][k]
    tube, other = train.liquids(unit)
    cold_in, hot_in = train.cold_in[i][k], train.hot_in[i][k]
    h_tube, h_shell = (cold_in, hot_in) if unit.crude_in == "tube" else (hot_in, cold_in)
    dt = temperature(other, h_shell) - temperature(tube, h_tube)
    rise = shell.conductance * dt / shell.ends.m_tube * 1e-6
    if first:
        shell.turn = 0.5 * rise
    _refilm(train, i, shell, (h_tube, h_shell, rise))
    far = bundle.march(tube, other, shell.ends, (h_tube, h_tube + rise, h_shell))
    gap = far.a - far.b
    if first:
        step = 0.02 * rise
        second = bundle.march(tube, other, shell.ends, (h_tube, h_tube + rise + step, h_shell))
        shell.gap_slope = (second.a - second.b - gap) / step
    shell.turn = far.a - h_tube
    move = gap / shell.gap_slope
    shell.conductance = (rise - move) * shell.ends.m_tube * 1e6 / dt
    return float(np.max(np.abs(move), initial=0.0, where=train.on[:, i])) * 450.0


def _refilm(train: Train, i: int, shell: Shell, heat: tuple[Floats, Floats, Floats]) -> None:
    """Films at both ends of a shell from its latest temperatures; conductances along it.

    `heat` holds the enthalpies of tube inlet, shell inlet and tube-side rise, MJ/kg.
    """
    h_tube, h_shell, rise = heat
    unit, ends, r_f = UNITS[i], shell.ends, train.r_f[:, i]
    tube, other = train.liquids(unit)
    t_mean = (temperature(tube, h_tube) + temperature(tube, h_tube + rise)) / 2
    t_turn = temperature(tube, h_tube + shell.turn)
    t_out = temperature(other, h_shell - rise * ends.m_tube / ends.m_shell)
    left = 1.0 if train.conditions.blocked is None else 1.0 - train.conditions.blocked[:, i]
    tube_load, shell_load = _loads(unit, ends)
    load = tube_load / left, shell_load
    near = _end(train, i, load, (t_mean, temperature(other, h_shell)))
    far = _end(train, i, load, (t_turn, t_out))
    half = unit.area_per_shell / 2 * left
    shell.ends = bundle.Ends(
        half / (near[0] + r_f), half / (far[0] + r_f), ends.m_tube, ends.m_shell
    )
    shell.clean, shell.wall = (near[0] + far[0]) / 2, (near[1] + far[1]) / 2


def _loads(unit: Unit, ends: bundle.Ends) -> tuple[Floats, Floats]:
    """Flow over reference flow in the tubes and in the shell."""
    hot = HOT_FLOW[unit.hot]
    if unit.crude_in == "tube":
        return ends.m_tube / CRUDE_FLOW, ends.m_shell / hot
    return ends.m_tube / hot, ends.m_shell / CRUDE_FLOW


def _end(
    train: Train, i: int, load: tuple[Floats, Floats], t: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Clean resistance (m2 K/W) and surface of the deposit (K) at bulk temperatures `t`."""
    unit, fit = UNITS[i], train.fittings[i]
    tube, other = train.liquids(unit)
    film_tube = films.tube_film(unit, fit, load[0], ln_viscosity(tube, t[0]))
    film_shell = films.shell_film(unit, fit, load[1], ln_viscosity(other, t[1]))
    r_tube, r_shell = unit.d_o / unit.d_i / film_tube, 1 / film_shell
    clean = r_tube + r_shell + films.wall(unit)
    t_crude, t_warm, r_crude = (
        (t[0], t[1], r_tube) if unit.crude_in == "tube" else (t[1], t[0], r_shell)
    )
    return clean, t_crude + (t_warm - t_crude) * r_crude / (clean + train.r_f[:, i])


_COLUMN = {unit.name: i for i, unit in enumerate(UNITS)}
