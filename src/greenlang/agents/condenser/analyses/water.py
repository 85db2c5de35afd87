"""The cooling water's chemistry."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.method import scaling

SCALING: Example = {
    "t_out": "101 degF",
    "ph": "8.2",
    "tds": "1000 mg/l",
    "calcium": "500 mg/l",
    "alkalinity": "100 mg/l",
    "flux": "8500 Btu/h-ft2",
    "r": "0.0011 h ft2 F/Btu",
    "limits": [
        {"name": "silica, mg/l", "measured": "92", "limit": "150"},
        {"name": "cycles of concentration", "measured": "5.2", "limit": "5"},
    ],
}

ANALYSES = (
    Analysis(
        "scaling",
        "Scale: Langelier's, Ryznar's and Puckorius' indices at outlet and wall, and limits",
        scaling.ScalingCase,
        scaling.Scaling,
        scaling.scaling,
        SCALING,
    ),
)
