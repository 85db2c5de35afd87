"""What back pressure costs the turbine."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.method import turbine

_P = ("25", "30", "40", "50", "70", "100", "150", "200")
_FULL = ("0.52 %", "0.5 %", "0 %", "-0.65 %", "-1.95 %", "-4 %", "-6.6 %", "-8.5 %")
_HALF = ("1.01 %", "0.85 %", "0 %", "-0.95 %", "-2.9 %", "-5.8 %", "-9 %", "-11.2 %")
CURVE: Example = {
    "kind": "power",
    "p_ref": "40 mbar a",
    "points": [
        {"p": f"{p} mbar a", "load": load, "change": c}
        for load, line in (("50 %", _HALF), ("100 %", _FULL))
        for p, c in zip(_P, line, strict=True)
    ],
}
TURBINE: Example = {
    "curve": CURVE, "power": "500 MW", "load": "95 %", "heat_rate": "9100 kJ/kWh",
    "m_ex": "960 t/h", "dryness": "0.92",
}  # fmt: skip
PRICES: Example = {"power": "62 EUR/MWh", "grid": "400 kg/MWh"}
FUEL: Example = {
    "basis": "constant output", "fuel": "7.8 EUR/GJ", "factor": "94.6 kg/GJ", "co2": "70 EUR/t",
}  # fmt: skip
RESPONSE: Example = {
    "p": "1.87 inHg a",
    "p_target": "1.26 inHg a",
    "turbine": {**TURBINE, "heat_rate": "8625 Btu/kWh", "m_ex": "2.11e6 lb/h"},
    "prices": FUEL,
}

ANALYSES = (
    Analysis(
        "turbine_response",
        "Power, heat rate, money and CO2 of a back pressure, by the turbine's own curve",
        turbine.ResponseCase,
        turbine.Response,
        turbine.turbine_response,
        RESPONSE,
    ),
)
