"""A crude preheat train of eight exchangers with physics, troubles and costs of its own.

`simulate` gives two years of tags and the truth behind them; `demo_files` writes what a plant
would hand over; `train_cost` says what a cleaning plan would really cost.
"""

from greenlang.simulators.preheat_train.files import (
    demo_files,
    truth_document,
    write_csv,
    write_log,
    write_parquet,
)
from greenlang.simulators.preheat_train.fleet import Fleet, fleet, hourly
from greenlang.simulators.preheat_train.plan import (
    METHODS,
    PRICES,
    PlanCost,
    PlannedCleaning,
    Prices,
    Terms,
    deposits_at,
    extra_furnace_duty,
    growth,
    train_cost,
    train_costs,
)
from greenlang.simulators.preheat_train.plant import plant_yaml
from greenlang.simulators.preheat_train.simulation import Simulation, simulate
from greenlang.simulators.preheat_train.truth import (
    Cleaning,
    ExchangerTruth,
    Fault,
    FeedChange,
    FoulingLaw,
    Span,
    Truth,
)
from greenlang.simulators.preheat_train.worth import worths

__all__ = [
    "METHODS",
    "PRICES",
    "Cleaning",
    "ExchangerTruth",
    "Fault",
    "FeedChange",
    "Fleet",
    "FoulingLaw",
    "PlanCost",
    "PlannedCleaning",
    "Prices",
    "Simulation",
    "Span",
    "Terms",
    "Truth",
    "demo_files",
    "deposits_at",
    "extra_furnace_duty",
    "fleet",
    "growth",
    "hourly",
    "plant_yaml",
    "simulate",
    "train_cost",
    "train_costs",
    "truth_document",
    "worths",
    "write_csv",
    "write_log",
    "write_parquet",
]
