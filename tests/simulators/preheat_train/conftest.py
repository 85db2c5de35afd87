"""One two-year history and one short one for all tests of the train."""

import pytest

from greenlang.simulators.preheat_train import Simulation, simulate


@pytest.fixture(scope="session")
def sim() -> Simulation:
    return simulate(seed=1)


@pytest.fixture(scope="session")
def short() -> Simulation:
    return simulate(seed=2, years=0.3)
