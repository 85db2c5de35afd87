"""What tests with clean tubes teach the clean model."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.analyses.states import TUBES
from greenlang.agents.condenser.method import calibration

_TESTS = (
    ("38.3", "15.2", "24.09", "57600", "592"),
    ("31.8", "13.1", "21.21", "57300", "543"),
    ("48.2", "16.0", "28.18", "43500", "613"),
    ("25.9", "14.4", "19.33", "57900", "334"),
    ("38.5", "12.0", "24.04", "43200", "602"),
)
CALIBRATION: Example = {
    "tubes": {**{k: v for k, v in TUBES.items() if k not in ("f_b", "plugged")}, "rows": "40"},
    "tests": [
        {
            "p": f"{p} mbar a",
            "water": {"t_in": f"{t_in} degC", "t_out": f"{t_out} degC", "v": f"{v} m3/h"},
            "steam": {"q": f"{q} MW"},
            "plugged": "12",
        }
        for p, t_in, t_out, v, q in _TESTS
    ],
}

ANALYSES = (
    Analysis(
        "calibration",
        "Bundle factor and film factor of the clean model, from tests with clean tubes",
        calibration.CalibrationCase,
        calibration.Calibration,
        calibration.calibration,
        CALIBRATION,
    ),
)
