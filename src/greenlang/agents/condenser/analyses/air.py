"""Air and water where neither belongs: air in-leakage and tube leaks."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.method import air

AIR: Example = {
    "p": "54.1 mbar a",
    "t_in": "15 degC",
    "meter": {"v": "27.6 cfm", "standard": "70 degF"},
    "vent": {"p": "1.55 inHg a", "t": "27.5 degC"},
    "decay": {
        "volume": "1000 m3", "t_hood": "37 degC", "p_start": "66 mbar a", "p_end": "70.2 mbar a",
        "duration": "5 min",
    },
    "pumps": {"v": "1500 m3/h", "t_seal": "22 degC", "t_curve": "15 degC"},
    "signs": {
        "onset": "step", "depression": "up", "metered_air": "up", "spare_pump": "falls",
        "subcooling": "up", "oxygen": "below", "hood": "none",
    },
    "limit": "10 kg/h",
}  # fmt: skip
TUBE_LEAK: Example = {
    "m_condensate": "960 t/h",
    "c_hotwell": "6.0 ppb",
    "c_base": "1.5 ppb",
    "c_water": "180 ppm",
    "sigma_hotwell": "0.6 ppb",
    "sigma_base": "0.6 ppb",
}

ANALYSES = (
    Analysis(
        "air_inleakage",
        "Air that leaks in, the vacuum pumps' margin, and the cause that its signs fit",
        air.AirCase,
        air.Air,
        air.air_inleakage,
        AIR,
    ),
    Analysis(
        "tube_leak",
        "Cooling water that leaks into the condensate, by a tracer",
        air.TubeLeakCase,
        air.TubeLeak,
        air.tube_leak,
        TUBE_LEAK,
    ),
)
