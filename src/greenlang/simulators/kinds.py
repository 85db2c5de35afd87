"""Every kind of plant that can be simulated, by name."""

from functools import partial

from greenlang.core.errors import InputError, near
from greenlang.simulators import preheat_train, works
from greenlang.simulators.air_cooler import AIR_COOLER
from greenlang.simulators.condenser_unit import CONDENSER_UNITS
from greenlang.simulators.feed_effluent import FEED_EFFLUENT
from greenlang.simulators.judging import EXCHANGERS
from greenlang.simulators.plate_cooler import PLATE_COOLER
from greenlang.simulators.simulator import Simulator

KINDS = {kind.name: kind for kind in (PLATE_COOLER, AIR_COOLER, FEED_EFFLUENT)}

_ALL = (
    Simulator(
        "preheat_train",
        "a crude preheat train",
        "exchanger",
        preheat_train.demo_files,
        EXCHANGERS,
        main=True,
        seeds=20,
    ),
    *(
        Simulator(name, kind.title, "exchanger", partial(works.demo_files, kind), EXCHANGERS)
        for name, kind in KINDS.items()
    ),
    CONDENSER_UNITS,
)
SIMULATORS = {each.name: each for each in _ALL}


def simulator(name: str) -> Simulator:
    """The simulator of that name. Errors: InputError."""
    if name not in SIMULATORS:
        raise InputError(
            f"no plant {name!r} is simulated{near(name, SIMULATORS)}: {', '.join(SIMULATORS)}"
        )
    return SIMULATORS[name]


def mains() -> tuple[Simulator, ...]:
    """The one kind of each agent that shows what it does."""
    return tuple(each for each in SIMULATORS.values() if each.main)
