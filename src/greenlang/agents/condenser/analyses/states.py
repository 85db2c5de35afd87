"""What one measured state says, and what the pressure should be."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.cases import (
    ExpectedCase,
    ExpectedPressure,
    Performance,
    PerformanceCase,
)
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.agents.condenser.method.performance import performance

TUBES: Example = {
    "count": 20000, "d_o": "25.4 mm", "wall": "0.711 mm", "length": "14 m", "k_wall": "21 W/m/K",
    "plugged": "49", "f_b": "0.75",
}  # fmt: skip
PERFORMANCE: Example = {
    "p": "46.5 mbar a",
    "tubes": TUBES,
    "water": {"t_in": "18.0 degC", "t_out": "27.0 degC", "v": "57600 m3/h", "v_pump": "58500 m3/h"},
    "steam": {"m": "960 t/h", "h": "2330 kJ/kg", "t_hotwell": "30.9 degC"},
    "reference": {"t_in": "15 degC", "v": "57600 m3/h", "q": "600 MW"},
    "p_gross": "500 MW",
    "r_f_design": "4e-5 m2 K/W",
    "sigma_clean": "3 %",
}
EXPECTED: Example = {
    "tubes": {**TUBES, "plugged": "600"},
    "t_in": "22 degC",
    "v": "13.5 m3/s",
    "q": "560 MW",
    "r_f": "8e-5 m2 K/W",
}

ANALYSES = (
    Analysis(
        "performance",
        "Duty by both sides, U, cleanliness, fouling, target and normalised pressure",
        PerformanceCase,
        Performance,
        performance,
        PERFORMANCE,
    ),
    Analysis(
        "expected_pressure",
        "Pressure of the condenser under any water, flow, duty, fouling, plugging and air",
        ExpectedCase,
        ExpectedPressure,
        expected_pressure,
        EXPECTED,
    ),
)
