"""Every kind of plant that can be simulated, by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from greenlang.core.errors import InputError, near
from greenlang.simulators import preheat_train, works
from greenlang.simulators.air_cooler import AIR_COOLER
from greenlang.simulators.feed_effluent import FEED_EFFLUENT
from greenlang.simulators.plate_cooler import PLATE_COOLER
from greenlang.simulators.truth import Truth, Worth

KINDS = {kind.name: kind for kind in (PLATE_COOLER, AIR_COOLER, FEED_EFFLUENT)}


class Simulated(Protocol):
    """A simulated plant."""

    @property
    def truth(self) -> Truth:
        """What was true."""
        ...


@dataclass(frozen=True)
class Simulator:
    """A kind of plant: `files(folder, seed)` writes all that a plant hands over, and the truth.

    `worths(simulated)` says what each cleaning was worth.
    """

    name: str
    title: str
    files: Callable[[Path, int], Simulated]
    worths: Callable[[Simulated], Sequence[Worth]]


def _train(folder: Path, seed: int) -> Simulated:
    return preheat_train.demo_files(folder, seed)


def _worths(simulated: Simulated) -> Sequence[Worth]:
    truth = simulated.truth
    if isinstance(truth, preheat_train.Truth):
        return preheat_train.worths(truth)
    return truth.worths if isinstance(truth, works.PlantTruth) else ()


SIMULATORS = {
    "preheat_train": Simulator("preheat_train", "a crude preheat train", _train, _worths),
    **{
        name: Simulator(name, kind.title, partial(works.demo_files, kind), _worths)
        for name, kind in KINDS.items()
    },
}


def simulator(name: str) -> Simulator:
    """The simulator of that name. Errors: InputError."""
    if name not in SIMULATORS:
        raise InputError(
            f"no plant {name!r} is simulated{near(name, SIMULATORS)}: {', '.join(SIMULATORS)}"
        )
    return SIMULATORS[name]
