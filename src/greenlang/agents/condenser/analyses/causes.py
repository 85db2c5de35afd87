"""Why the back pressure is what it is: its causes."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.analyses.states import TUBES
from greenlang.agents.condenser.analyses.turbine import PRICES, TURBINE
from greenlang.agents.condenser.method import decomposition as split

DECOMPOSITION: Example = {
    "tubes": {name: value for name, value in TUBES.items() if name != "plugged"},
    "reference": {"t_in": "15 degC", "v": "16 m3/s", "q": "600 MW", "r_f": "0", "plugged": "0"},
    "actual": {
        "t_in": "22 degC",
        "v": "13.5 m3/s",
        "q": "560 MW",
        "r_f": "8e-5 m2 K/W",
        "plugged": "600",
    },
    "p": "64.1 mbar a",
    "inlet": [{"cause": "wet bulb", "dt": "5.2 K"}],
    "turbine": TURBINE,
    "prices": PRICES,
}

ANALYSES = (
    Analysis(
        "decomposition",
        "Back pressure by cause: inlet temperature, flow, load, fouling, plugging, air",
        split.DecompositionCase,
        split.Decomposition,
        split.decomposition,
        DECOMPOSITION,
    ),
)
