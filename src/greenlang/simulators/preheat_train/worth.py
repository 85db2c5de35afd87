"""What each cleaning of the train was worth: the duty with it less the duty without it."""

import numpy as np

from greenlang.simulators.preheat_train import network
from greenlang.simulators.preheat_train.design import CRUDE_FLOW, DESALTER_DROP, UNITS
from greenlang.simulators.preheat_train.fouling import Drive, deposits
from greenlang.simulators.preheat_train.network import duty_between
from greenlang.simulators.preheat_train.operation import Operation, operation
from greenlang.simulators.preheat_train.pipes import Conditions, rows
from greenlang.simulators.preheat_train.truth import Cleaning, Floats, Ints, Truth
from greenlang.simulators.truth import Worth
from greenlang.simulators.works import daily_worth

COARSE = 6 * 3600  # s
NAMES = tuple(unit.name for unit in UNITS)


def worths(truth: Truth) -> tuple[Worth, ...]:
    """Every cleaning, from the first whole day after it to the exchanger's next or the end.

    Flows and inlets of each exchanger are those that were; without its cleaning the deposit grows
    on by its own law, cooler at its surface as it thickens.
    """
    run = operation(truth.seed, truth.time)
    every = slice(None, None, COARSE // int(truth.time[1] - truth.time[0]))
    at = truth.time[every]
    conditions = rows(_conditions(run, truth), every)
    fittings = [truth.exchangers[name].films for name in NAMES]
    actual = np.stack([truth.exchangers[name].r_f[every] for name in NAMES], axis=1)
    profile = network.profile(conditions, fittings, actual)
    inlets = profile.t_cold_in, profile.t_hot_in
    idle = (conditions.bypass >= 1.0) | (run.load[every, None] < 0.3)
    own = {name: [one for one in truth.cleanings if one.asset == name] for name in NAMES}
    with_it = duty_between(conditions, fittings, actual, inlets).duty
    out = []
    for k in range(max(len(cleanings) for cleanings in own.values())):
        left_out = {name: cleanings[k] for name, cleanings in own.items() if k < len(cleanings)}
        kept = _kept(at, [one for one in truth.cleanings if one not in left_out.values()])
        t_wall, without = profile.t_wall, actual
        for _ in range(2):
            pace = np.where(idle, 0.0, run.pace[every, None])
            load = (conditions.m_crude / CRUDE_FLOW)[:, None]
            drive = Drive(pace, load * np.maximum(1 - conditions.bypass, 0.05), t_wall)
            laws = [truth.exchangers[name].law for name in NAMES]
            without = deposits(laws, actual[0], float(COARSE), drive, kept)
            solved = duty_between(conditions, fittings, without, inlets)
            t_wall = solved.t_wall
        saved = np.where(idle, np.nan, with_it - solved.duty)
        for i, name in enumerate(NAMES):
            if name in left_out:
                one, later = left_out[name], own[name][k + 1 :]
                end = later[0].start if later else int(truth.time[-1])
                out.append(daily_worth(one, end, at, saved[:, i]))
    return tuple(sorted(out, key=lambda one: (one.start, one.asset)))


def _conditions(run: Operation, truth: Truth) -> Conditions:
    bypass = np.zeros((len(run.time), len(UNITS)))
    for fault in truth.faults:
        if fault.kind == "bypass":
            during = (run.time >= fault.start) & (run.time < fault.end)
            bypass[during, NAMES.index(fault.asset)] = fault.size
    for one in truth.cleanings:
        during = (run.time >= one.start) & (run.time < one.end)
        bypass[during, NAMES.index(one.asset)] = 1.0
    return Conditions(
        run.crude, run.products, run.m_crude, run.t_feed, run.m_hot, run.t_hot, bypass,
        DESALTER_DROP,
    )  # fmt: skip


def _kept(at: Ints, cleanings: list[Cleaning]) -> Floats:
    kept = np.ones((len(at), len(UNITS)))
    for one in cleanings:
        row = int(np.searchsorted(at, (one.start + one.end) // 2))
        kept[row, NAMES.index(one.asset)] = 1.0 - one.effect
    return kept
