"""The train at reference: energy, the reference state itself, recycles, splits, network values."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.exchanger import train as tr
from greenlang.agents.exchanger.model import Network, Plant
from tests.agents.exchanger import decide_example as example

NAMES = tuple(example.INLETS)


def built(plant: Plant) -> tr.Train:
    known = {one.asset: one for one in example.history().exchangers}
    return tr.train(plant, [tr.stage(asset, known[asset.name]) for asset in plant.assets])


def looped() -> Plant:
    """Residue goes from E-4 to E-2, against the crude: a recycle of heat."""
    plant = example.plant()
    hot = (("residue", "E-4", "E-2"), ("residue", "E-1"), ("residue", "E-3"))
    return replace(plant, network=replace(plant.network, hot=hot))


def now(of: tr.Train) -> np.ndarray:
    return np.array([[one.r_f for one in of.stages]])


@pytest.mark.parametrize("plant", [example.plant(), looped()])
def test_reference_state_comes_back(plant: Plant) -> None:
    of = built(plant)
    state = tr.resimulated(of, now(of))
    assert state.t_hot_in[0] == pytest.approx([one.t_hot_in for one in of.stages], abs=1e-9)
    assert state.t_cold_in[0] == pytest.approx([one.t_cold_in for one in of.stages], abs=1e-9)


def test_what_the_furnace_gets_less_is_what_the_exchangers_give_less() -> None:
    of = built(looped())
    r_f = now(of) * np.array([[1.0], [0.3], [2.0]])
    states = tr.resimulated(of, r_f)
    extra = tr.furnace_extra(of, states)
    clean = tr.resimulated(of, np.zeros((1, 4))).duty.sum()
    assert extra == pytest.approx(clean - states.duty.sum(axis=1), rel=1e-9)


def test_those_downstream_recover_a_part() -> None:
    of = built(example.plant())
    phi = tr.network_values(of, now(of))
    assert (phi > 0.3).all()
    assert phi[-1] == pytest.approx(phi.max())
    assert phi[0] == pytest.approx(phi.min())


def test_last_exchanger_with_its_own_hot_stream_counts_in_full() -> None:
    of = built(example.plant())
    clean = np.zeros((1, 4))
    clean[0, -1] = 1e-3
    at_reference = replace(of, stages=tuple(replace(one, r_f=0.0) for one in of.stages))
    assert tr.network_values(at_reference, clean)[-1] == pytest.approx(1.0)


def test_an_exchanger_out_of_service_passes_its_streams_on() -> None:
    of = built(looped())
    out = np.array([[0.0, 1.0, 0.0, 0.0]])
    state = tr.resimulated(of, now(of), out)
    assert state.duty[0, 1] == 0.0
    base = tr.resimulated(of, now(of))
    assert state.t_cold_in[0, 2] < base.t_cold_in[0, 2]
    assert tr.furnace_extra(of, state)[0] > tr.furnace_extra(of, base)[0]


def test_split_crude_is_mixed_by_its_flows() -> None:
    plant = example.plant()
    cold = (("crude", "E-1", {"split": (("E-2",), ("E-3",))}, "E-4", "H-1"),)
    of = built(replace(plant, network=Network(cold, plant.network.hot, plant.network.furnace)))
    assert of.cold[3] == pytest.approx([0.0, 0.5, 0.5, 0.0])
    assert of.cold[1] == pytest.approx([1.0, 0.0, 0.0, 0.0])
    assert of.c_furnace == pytest.approx(example.C_COLD)


def test_a_branch_without_exchangers_takes_the_rest_of_the_flow() -> None:
    plant = example.plant()
    cold = (("crude", "E-1", {"split": (("E-2",), ("valve",))}, "E-3", "E-4", "H-1"),)
    stages = [
        tr.stage(asset, known)
        for asset, known in zip(plant.assets, example.history().exchangers, strict=True)
    ]
    stages[1] = replace(stages[1], c_2=0.6 * example.C_COLD)
    of = tr.train(replace(plant, network=replace(plant.network, cold=cold)), stages)
    assert of.cold[2] == pytest.approx([0.4, 0.6, 0.0, 0.0])


def test_without_a_furnace_nothing_reaches_it() -> None:
    plant = example.plant()
    cold = (("crude", *NAMES),)
    of = built(replace(plant, network=replace(plant.network, cold=cold)))
    assert of.furnace is None
    assert np.isnan(tr.resimulated(of, now(of)).furnace_inlet).all()


def test_many_states_equal_each_alone() -> None:
    of = built(looped())
    r_f = now(of) * np.linspace(0, 2, 70)[:, None]
    whole = tr.resimulated(of, r_f).furnace_inlet
    assert whole[41] == pytest.approx(tr.resimulated(of, r_f[41:42]).furnace_inlet[0], abs=1e-9)
