"""How good an exchanger still is: exergy, health, its place in the fleet, life left, oddities."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import anomalies, condition, exergy, life

EXERGY: Example = {
    "hot": {
        "fluid": {"kind": "constant", "cp": "2.20 kJ/kg/K", "rho": "850 kg/m3"},
        "t_in": "150 degC",
        "t_out": "40 degC",
        "m": "2 kg/s",
    },
    "cold": {
        "fluid": {"kind": "constant", "cp": "4.18 kJ/kg/K", "rho": "990 kg/m3"},
        "t_in": "22 degC",
        "m": "1.5 kg/s",
    },
    "t_0": "15 degC",
    "dp_hot": "60 kPa",
    "dp_cold": "40 kPa",
}
HEALTH: Example = {"u": "82 %", "dp": "1.35", "approach": "1.4", "wall": "70 %"}
_FLEET = (
    ("E-101", "0.91", "2.1e-12", "5.2 EUR/MWh"),
    ("E-102", "0.74", "6.3e-12", "9.8 EUR/MWh"),
    ("E-103", "0.83", "3.0e-12", "7.7 EUR/MWh"),
    ("E-104", "0.95", "1.1e-12", "2.4 EUR/MWh"),
    ("E-105", "0.88", "2.9e-12", "6.0 EUR/MWh"),
)
BENCHMARK: Example = {
    "asset": "E-103",
    "units": [
        {
            "name": name,
            "service": "crude preheat",
            "cleanliness": cleanliness,
            "rate": f"{rate} m2 K/J",
            "cost": cost,
        }
        for name, cleanliness, rate, cost in _FLEET
    ],
    "own": ["0.97", "0.93", "0.88", "0.80", "0.83"],
}
REMAINING_LIFE: Example = {
    "walls": [
        {"age": "0 d", "t": "2.11 mm"},
        {"age": "1500 d", "t": "1.93 mm"},
        {"age": "2900 d", "t": "1.71 mm"},
    ],
    "t_min": "1.20 mm",
    "sigma_t": "0.03 mm",
    "lives": ["3300 d", "4100 d", "4600 d", "2900 d", "5200 d", "3900 d"],
    "running": ["2900 d"],
    "age": "2900 d",
    "turnaround": "1460 d",
}
ANOMALIES: Example = {
    "values": [
        "0.31", "0.29", "0.30", "0.32", "0.30", "0.28", "0.31", "0.30", "0.29", "0.31", "0.30",
        "0.62", "0.30", "0.33", "0.34", "0.35", "0.35", "0.36", "0.36", "0.36", "0.36", "0.36",
    ],
    "base": 10,
    "still": 5,
}  # fmt: skip

ANALYSES = (
    Analysis(
        "exergy",
        "Exergy destroyed by temperature differences and by pressure drops",
        exergy.ExergyCase,
        exergy.Exergy,
        exergy.exergy,
        EXERGY,
    ),
    Analysis(
        "health",
        "Health index of what is known, with its coverage",
        condition.HealthCase,
        condition.Health,
        condition.health,
        HEALTH,
    ),
    Analysis(
        "benchmark",
        "Rank and percentiles among the units of one service",
        condition.BenchmarkCase,
        condition.Benchmark,
        condition.benchmark,
        BENCHMARK,
    ),
    Analysis(
        "remaining_life",
        "Life left by wall loss and by the lives of earlier bundles",
        life.RemainingLifeCase,
        life.RemainingLife,
        life.remaining_life,
        REMAINING_LIFE,
    ),
    Analysis(
        "anomalies",
        "What is odd in a short series",
        anomalies.AnomaliesCase,
        anomalies.Anomalies,
        anomalies.anomalies,
        ANOMALIES,
    ),
)
