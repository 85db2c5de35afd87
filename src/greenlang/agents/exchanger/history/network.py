"""Who feeds whom, as pipes: one temperature and one flow for one pipe.

Exchangers that share a pipe or a tag form a component; components know nothing of one another, so
the work can be split between processes and its time is linear in their number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from greenlang.agents.exchanger.model import Exchanger, Path, Plant, Side, Tag, base

Port = tuple[str, str]  # (asset, role): role is t_hot_in, t_hot_out, t_cold_in ..., m_hot, m_cold
STATES = ("t_hot_in", "t_hot_out", "t_cold_in", "t_cold_out", "m_hot", "m_cold")


@dataclass(frozen=True)
class Junction:
    """Branches that join: flows add up, enthalpies too. Nodes of (flow, temperature)."""

    fluid: str
    branches: tuple[tuple[int, int], ...]
    total: tuple[int, int]


@dataclass(frozen=True)
class Component:
    """Exchangers that must be reconciled together, their nodes and what measures each node.

    `node` maps a port to its node, `fluid` names the liquid of each node, `flow` says which nodes
    are flows. `measured` lists (tag, node) once for each pair.
    """

    assets: tuple[str, ...]
    node: Mapping[Port, int]
    fluid: tuple[str, ...]
    flow: tuple[bool, ...]
    measured: tuple[tuple[str, int], ...]
    splits: tuple[tuple[int, tuple[int, ...]], ...] = ()  # flow before, flows of the branches
    mixes: tuple[Junction, ...] = ()
    shared: tuple[tuple[int, tuple[int, ...]], ...] = ()  # of `splits`, those that a meter sums up


@dataclass
class _Union:
    """Sets of ports and loose pipe ends that are one node."""

    parent: dict[object, object] = field(default_factory=dict)

    def root(self, x: object) -> object:
        self.parent.setdefault(x, x)
        while self.parent[x] != x:
            x = self.parent[x]
        return x

    def join(self, a: object, b: object) -> None:
        self.parent[self.root(a)] = self.root(b)


@dataclass
class _Walk:
    """What following the paths has found so far."""

    side: str
    fluid: str
    assets: Mapping[str, Exchanger]
    union: _Union
    splits: list[tuple[object, tuple[object, ...]]] = field(default_factory=list)
    mixes: list[tuple[str, tuple[tuple[object, object], ...], tuple[object, object]]] = field(
        default_factory=list
    )

    def follow(self, path: Iterable[object], at: tuple[object, object]) -> tuple[object, object]:
        """Ends of the path (flow, temperature), begun at these."""
        for step in path:
            if isinstance(step, Mapping):
                at = self._split(step["split"], at)
            elif step in self.assets:
                at = self._through(str(step), at)
            else:
                # Other equipment changes temperature and may add or draw flow.
                at = (("flow after", self.side, self.fluid, step), ("t after", self.fluid, step))
        return at

    def _through(self, asset: str, at: tuple[object, object]) -> tuple[object, object]:
        flow, t_in, t_out = (
            (asset, f"m_{self.side}"),
            (asset, f"t_{self.side}_in"),
            (asset, f"t_{self.side}_out"),
        )
        self.union.join(at[0], flow)
        self.union.join(at[1], t_in)
        return flow, t_out

    def _split(self, branches: Iterable[Path], at: tuple[object, object]) -> tuple[object, object]:
        key = len(self.splits)
        starts = [
            (("branch", self.side, self.fluid, key, i), path) for i, path in enumerate(branches)
        ]
        self.splits.append((at[0], tuple(flow for flow, _ in starts)))
        ends = tuple(self.follow(path, (flow, at[1])) for flow, path in starts)
        total = (at[0], ("mixed", self.side, self.fluid, key))
        self.mixes.append((self.fluid, ends, total))
        return total


def components(plant: Plant) -> tuple[Component, ...]:
    """Components of the plant, in the order of its first assets."""
    assets = {asset.name: asset for asset in plant.assets}
    union = _Union()
    walks = []
    for side, paths in (("cold", plant.network.cold), ("hot", plant.network.hot)):
        for number, path in enumerate(paths):
            fluid = str(path[0])
            walk = _Walk(side, fluid, assets, union)
            start = (("start", side, number), ("t start", side, number))
            walk.follow(path[1:], start)
            walks.append(walk)
    _join_by_tag(plant, union)
    groups = _groups(plant, union, walks)
    return tuple(_component(names, assets, union, walks) for names in groups)


def _join_by_tag(plant: Plant, union: _Union) -> None:
    """A tag named twice measures one thing."""
    first: dict[str, Port] = {}
    for asset in plant.assets:
        for role in STATES:
            port = (asset.name, role)
            for tag in _own(asset, role):
                union.join(port, first.setdefault(tag.tag, port))


def _own(asset: Exchanger, role: str) -> list[Tag]:
    """Tags of one point that show this exchanger's own flow or temperature."""
    return [tag for one, tag in asset.tags.items() if base(one) == role and not tag.of]


def _groups(plant: Plant, union: _Union, walks: list[_Walk]) -> list[list[str]]:
    """Assets that share a node, a split or a tag."""
    sets = _Union()
    owner: dict[object, str] = {}
    for asset in plant.assets:
        sets.root(asset.name)
        for role in STATES:
            root = union.root((asset.name, role))
            sets.join(asset.name, owner.setdefault(root, asset.name))
        for tag in asset.tags.values():
            for other in tag.of:
                sets.join(asset.name, other)
    for walk in walks:
        ends = [[before, *after] for before, after in walk.splits]
        ends += [[x for branch in branches for x in branch] for _, branches, _ in walk.mixes]
        for nodes in ends:
            owners = [owner[root] for root in map(union.root, nodes) if root in owner]
            for name in owners[1:]:
                sets.join(name, owners[0])
    groups: dict[object, list[str]] = {}
    for asset in plant.assets:
        groups.setdefault(sets.root(asset.name), []).append(asset.name)
    return list(groups.values())


class _Nodes:
    """Numbers of the nodes of one component as they turn up."""

    def __init__(self, union: _Union) -> None:
        self.union = union
        self.index: dict[object, int] = {}
        self.fluid: list[str] = []
        self.flow: list[bool] = []

    def number(self, key: object, liquid: str, *, is_flow: bool) -> int:
        root = self.union.root(key)
        if root not in self.index:
            self.index[root] = len(self.index)
            self.fluid.append(liquid)
            self.flow.append(is_flow)
        return self.index[root]

    def holds(self, *keys: object) -> bool:
        return any(self.union.root(key) in self.index for key in keys)


def _component(
    names: list[str], assets: Mapping[str, Exchanger], union: _Union, walks: list[_Walk]
) -> Component:
    nodes = _Nodes(union)
    ports: dict[Port, int] = {}
    measured: dict[tuple[str, int], None] = {}
    for name in names:
        asset = assets[name]
        for role in STATES:
            side: Side = "hot" if "hot" in role else "cold"
            at = nodes.number((name, role), asset.fluids[side], is_flow=role.startswith("m_"))
            ports[name, role] = at
            for tag in _own(asset, role):
                measured[tag.tag, at] = None
    shared = _shared(assets, names, nodes, ports, measured)
    known = {*ports.values(), *(node for _, node in measured)}
    splits = [split for walk in walks for split in _splits(nodes, walk)]
    mixes = _telling_mixes([mix for walk in walks for mix in _mixes(nodes, walk)], known)
    splits = _telling_splits(splits, mixes, known)
    return Component(
        tuple(names),
        ports,
        tuple(nodes.fluid),
        tuple(nodes.flow),
        tuple(measured),
        (*splits, *shared),
        tuple(mixes),
        shared,
    )


def _shared(
    assets: Mapping[str, Exchanger],
    names: list[str],
    nodes: _Nodes,
    ports: Mapping[Port, int],
    measured: dict[tuple[str, int], None],
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Meters over exchangers side by side: what each shows is the sum of their flows."""
    found: dict[int, tuple[int, ...]] = {}
    for name in names:
        for role, tag in assets[name].tags.items():
            if tag.of:
                side: Side = "hot" if base(role) == "m_hot" else "cold"
                total = nodes.number(("sum", tag.tag), assets[name].fluids[side], is_flow=True)
                measured[tag.tag, total] = None
                found[total] = tuple(ports[one, base(role)] for one in tag.of)
    return tuple(found.items())


def _telling_mixes(mixes: list[Junction], known: set[int]) -> list[Junction]:
    """Without mixers into a pipe whose temperature nothing measures or uses: they tell nothing."""
    while True:
        used = known | {t for mix in mixes for _, t in mix.branches}
        kept = [mix for mix in mixes if mix.total[1] in used]
        if len(kept) == len(mixes):
            return kept
        mixes = kept


def _telling_splits(
    splits: list[tuple[int, tuple[int, ...]]], mixes: list[Junction], known: set[int]
) -> list[tuple[int, tuple[int, ...]]]:
    """Without splits of a flow that nothing measures or uses."""
    used = known | {m for mix in mixes for m, _ in (*mix.branches, mix.total)}
    used |= {branch for _, branches in splits for branch in branches}
    return [split for split in splits if split[0] in used]


def _splits(nodes: _Nodes, walk: _Walk) -> list[tuple[int, tuple[int, ...]]]:
    out = []
    for before, after in walk.splits:
        if nodes.holds(before, *after):
            total = nodes.number(before, walk.fluid, is_flow=True)
            out.append((total, tuple(nodes.number(x, walk.fluid, is_flow=True) for x in after)))
    return out


def _mixes(nodes: _Nodes, walk: _Walk) -> list[Junction]:
    out = []
    for liquid, ends, total in walk.mixes:
        if nodes.holds(*(x for end in ends for x in end)):
            pairs = [
                (
                    nodes.number(m, liquid, is_flow=True),
                    nodes.number(t, liquid, is_flow=False),
                )
                for m, t in (*ends, total)
            ]
            out.append(Junction(liquid, tuple(pairs[:-1]), pairs[-1]))
    return out
