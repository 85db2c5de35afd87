"""The whole train at reference flows: what each exchanger's fouling does to the furnace (spec 5.2).

With flows fixed, P-NTU makes every duty linear in its two inlets, so a train with all its recycles
is one linear system a state: no stream has to be torn. Pipes carry differences: a difference of
temperature that leaves one exchanger enters the next, whatever heat a desalter between them takes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.model import Exchanger, Plant
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.core.errors import InsufficientData
from greenlang.library.heat.pntu.arrangements import p_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROOM = 5_000_000  # numbers in the systems solved at once: 40 MB
STATES = 1024  # given to one simulation where there are many


@dataclass(frozen=True)
class Stage:
    """One exchanger at reference: clean coefficient, capacity rates (1 is the shell), inlets."""

    asset: Exchanger
    u_clean: float
    c_1: float
    c_2: float
    t_hot_in: float
    t_cold_in: float
    r_f: float  # at which these inlets belong together
    shape: float = 1.0  # UA by P-NTU over UA by zones of enthalpy

    @property
    def c_hot(self) -> float:
        """Capacity rate of the hot stream, W/K."""
        return self.c_1 if self.asset.spaces["hot"] == "shell" else self.c_2

    @property
    def c_cold(self) -> float:
        """Capacity rate of the cold stream, W/K."""
        return self.c_2 if self.asset.spaces["hot"] == "shell" else self.c_1


@dataclass(frozen=True)
class Train:
    """Exchangers and pipes: inlet differences are `hot` or `cold` times outlet differences.

    `furnace` weighs the cold outlets that reach the furnace, `c_furnace` (W/K) is the stream there,
    None where no cold path names the furnace. `parts` are exchangers that know nothing of the
    other parts, so that the work is linear in their number.
    """

    stages: tuple[Stage, ...]
    hot: Floats
    cold: Floats
    furnace: Floats | None
    c_furnace: float
    parts: tuple[Ints, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the exchangers, in the order of all arrays."""
        return tuple(stage.asset.name for stage in self.stages)


@dataclass(frozen=True)
class States:
    """States of the train; arrays (states, exchangers), K and W, `furnace_inlet` (states,)."""

    t_hot_in: Floats
    t_cold_in: Floats
    duty: Floats
    furnace_inlet: Floats


def stage(asset: Exchanger, known: ExchangerHistory) -> Stage:
    """An exchanger from the reference state of its history. Errors: InsufficientData."""
    at = known.reference
    missing = [key for key in ("u_clean", "c_1", "c_2", "t_hot_in", "t_cold_in") if key not in at]
    if missing:
        raise InsufficientData(f"{asset.name}: its history has no reference {', '.join(missing)}")
    return Stage(
        asset, at["u_clean"], at["c_1"], at["c_2"], at["t_hot_in"], at["t_cold_in"],
        known.r_f_now.p50, at.get("shape", 1.0),
    )  # fmt: skip


def train(plant: Plant, stages: Iterable[Stage]) -> Train:
    """The train of these exchangers; others on the paths only pass differences on."""
    known = tuple(stages)
    index = {one.asset.name: i for i, one in enumerate(known)}
    size = len(known)
    walks = {
        "hot": _Walk(index, [one.c_hot for one in known], np.zeros((size, size))),
        "cold": _Walk(index, [one.c_cold for one in known], np.zeros((size, size))),
    }
    furnace = plant.network.furnace
    for side, paths in (("hot", plant.network.hot), ("cold", plant.network.cold)):
        walks[side].end = None if furnace is None else furnace.asset
        for path in paths:
            walks[side].follow(path[1:], _Stream(np.zeros(size), None))
    reached = walks["cold"].reached
    return Train(
        known,
        walks["hot"].weights,
        walks["cold"].weights,
        np.sum([one.weights * (one.c or 0.0) for one in reached], axis=0) if reached else None,
        sum(one.c or 0.0 for one in reached),
        _parts(walks["hot"].weights + walks["cold"].weights),
    )


def _parts(weights: Floats) -> tuple[Ints, ...]:
    """Exchangers that pipes connect, in order of the first of each part."""
    label = np.arange(len(weights))
    for i, j in zip(*np.nonzero(weights), strict=True):
        label[label == label[j]] = label[i]
    return tuple(np.flatnonzero(label == one) for one in dict.fromkeys(label.tolist()))


def _part(of: Train, members: Ints) -> Train:
    """These exchangers as a train of their own; what they do to the furnace stays the same."""
    inside = np.ix_(members, members)
    return Train(
        tuple(of.stages[i] for i in members),
        of.hot[inside],
        of.cold[inside],
        None if of.furnace is None else of.furnace[members],
        of.c_furnace,
        (np.arange(members.size),),
    )


@dataclass(frozen=True)
class _Stream:
    weights: Floats  # of the outlets that it comes from
    c: float | None  # W/K, None before the first exchanger


@dataclass
class _Walk:
    index: Mapping[str, int]
    c: list[float]
    weights: Floats
    end: str | None = None

    def __post_init__(self) -> None:
        self.reached: list[_Stream] = []

    def follow(self, path: Iterable[object], at: _Stream) -> _Stream:
        """The stream at the end of a path that begins with this one."""
        for step in path:
            if isinstance(step, Mapping):
                at = self._mixed([self.follow(branch, at) for branch in step["split"]], at)
            elif step == self.end:
                self.reached.append(at)
            elif (i := self.index.get(str(step))) is not None:
                self.weights[i] = at.weights
                outlet = np.zeros(len(self.c))
                outlet[i] = 1.0
                at = _Stream(outlet, self.c[i])
        return at

    def _mixed(self, branches: list[_Stream], before: _Stream) -> _Stream:
        """Branches joined by their capacity rates; one without exchangers has what is left."""
        flows = [None if one is before else one.c for one in branches]
        seen = sum(flow for flow in flows if flow is not None)
        empty = flows.count(None)
        rest = max((before.c or seen) - seen, 0.0) / empty if empty else 0.0
        shares = [rest if flow is None else flow for flow in flows]
        total = sum(shares)
        if total == 0.0:
            return before
        mixed = sum(
            (share / total * one.weights for share, one in zip(shares, branches, strict=True)),
            start=np.zeros(len(self.c)),
        )
        return _Stream(mixed, total)


def conductance(one: Stage, r_f: Floats) -> Floats:
    """Duty over difference of inlets (W/K) at these fouling resistances (m2 K/W)."""
    u = 1.0 / (1.0 / one.u_clean + r_f)
    n = one.shape * u * float(one.asset.area) / one.c_1
    p = p_of(one.asset.arrangement, n, np.full_like(n, one.c_1 / one.c_2), one.asset.shells)
    return np.asarray(p * one.c_1)


def resimulated(of: Train, r_f: Floats, out: Floats | None = None) -> States:
    """All temperatures for R_f (states, exchangers); `out` is 1 where one is out of service."""
    g = np.stack([conductance(one, r_f[:, i]) for i, one in enumerate(of.stages)], axis=1)
    if out is not None:
        g *= 1.0 - out
    hot, cold = np.empty_like(g), np.empty_like(g)
    for members in of.parts:
        one, inside = _part(of, members), g[:, members]
        at = _reference(one)
        step = max(1, ROOM // (2 * members.size) ** 2)
        x = np.concatenate([_solved(one, at, g_) for g_ in _pieces(inside, step)])
        hot[:, members], cold[:, members] = x[:, : members.size], x[:, members.size :]
    duty = g * (hot - cold)
    outlet = cold + duty / np.array([one.c_cold for one in of.stages])
    return States(hot, cold, duty, _furnace_inlet(of, outlet))


def _pieces(states: Floats, step: int) -> list[Floats]:
    return [states[i : i + step] for i in range(0, len(states), step)]


def _solved(of: Train, at: tuple[Floats, Floats], g: Floats) -> Floats:
    """Inlets (states, 2 N): x = x_ref + W (out(x) - out_ref)."""
    c_hot = np.array([one.c_hot for one in of.stages])
    c_cold = np.array([one.c_cold for one in of.stages])
    x_ref, out_ref = at
    size = len(of.stages)
    system = np.broadcast_to(np.eye(2 * size), (len(g), 2 * size, 2 * size)).copy()
    system[:, :size, :size] -= of.hot * (1 - g / c_hot)[:, None, :]
    system[:, :size, size:] -= of.hot * (g / c_hot)[:, None, :]
    system[:, size:, :size] -= of.cold * (g / c_cold)[:, None, :]
    system[:, size:, size:] -= of.cold * (1 - g / c_cold)[:, None, :]
    fixed = x_ref - np.concatenate([of.hot @ out_ref[:size], of.cold @ out_ref[size:]])
    right = np.broadcast_to(fixed, (len(g), 2 * size))
    return np.asarray(np.linalg.solve(system, right[..., None])[..., 0])


def _reference(of: Train) -> tuple[Floats, Floats]:
    """Inlets and outlets (hot, then cold) of the reference state."""
    hot = np.array([one.t_hot_in for one in of.stages])
    cold = np.array([one.t_cold_in for one in of.stages])
    g = np.array([conductance(one, np.array([one.r_f]))[0] for one in of.stages])
    duty = g * (hot - cold)
    outlets = (
        hot - duty / np.array([one.c_hot for one in of.stages]),
        cold + duty / np.array([one.c_cold for one in of.stages]),
    )
    return np.concatenate([hot, cold]), np.concatenate(outlets)


def _furnace_inlet(of: Train, outlet: Floats) -> Floats:
    """Temperature (K) of the stream into the furnace; NaN where no path leads there."""
    if of.furnace is None or of.c_furnace == 0.0:
        return np.full(len(outlet), np.nan)
    return np.asarray(outlet @ of.furnace / of.c_furnace)


def furnace_extra(of: Train, states: States) -> Floats:
    """Furnace duty (W) above that of the clean train, all in service."""
    clean = resimulated(of, np.zeros((1, len(of.stages)))).furnace_inlet[0]
    return np.asarray(of.c_furnace * (clean - states.furnace_inlet))


def network_values(of: Train, r_f: Floats, out: Floats | None = None) -> Floats:
    """Furnace duty saved by cleaning each exchanger alone over the duty it lacks at reference.

    phi (exchangers,), over all states given: below 1 where those downstream recover a part; NaN
    where nothing is lost. The duty that it lacks is taken at its own reference inlets.
    """
    phi = np.full(len(of.stages), np.nan)
    for members in of.parts:
        working = None if out is None else out[:, members]
        phi[members] = _values_within(_part(of, members), r_f[:, members], working)
    return phi


def _values_within(of: Train, r_f: Floats, out: Floats | None) -> Floats:
    whole = furnace_extra(of, resimulated(of, r_f, out))
    phi = np.full(len(of.stages), np.nan)
    size = max(1, STATES // len(r_f))
    for begin in range(0, len(phi), size):
        each = np.arange(begin, min(begin + size, len(phi)))
        # One after another clean and in service, side by side.
        clean, working = _with_zeros(r_f, each), None if out is None else _with_zeros(out, each)
        extra = furnace_extra(of, resimulated(of, clean, working)).reshape(each.size, -1)
        for i, saved in zip(each, whole - extra, strict=True):
            lost = reference_loss(of.stages[i], r_f[:, i], None if out is None else out[:, i])
            if lost.sum() > 0.0:
                phi[i] = saved.sum() / lost.sum()
    return phi


def _with_zeros(x: Floats, columns: Ints) -> Floats:
    """States (columns x states, exchangers): all of them with zero in one column after another."""
    copies = np.repeat(x[None], columns.size, axis=0)
    copies[np.arange(columns.size), :, columns] = 0.0
    return copies.reshape(-1, x.shape[1])


def reference_loss(one: Stage, r_f: Floats, out: Floats | None = None) -> Floats:
    """Duty (W) that an exchanger lacks against a clean one at its reference inlets."""
    g = conductance(one, r_f)
    if out is not None:
        g = g * (1.0 - out)
    clean = conductance(one, np.zeros(1))
    return np.asarray((clean - g) * (one.t_hot_in - one.t_cold_in))
