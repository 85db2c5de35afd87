"""Further golden records of the condenser: sea water, US units, air, films, licensed tables."""

from typing import Any

from greenlang.agents.condenser.analyses.states import EXPECTED, PERFORMANCE, TUBES

SEA: dict[str, Any] = {
    **PERFORMANCE,
    "water": {
        "t_in": "24.0 degC", "t_out": "33.2 degC", "v": "57600 m3/h", "salinity": "35 g/kg",
        "pressure": "2 bar a",
    },
    "p": "64.8 mbar a",
}  # fmt: skip
US: dict[str, Any] = {
    "p": "28.35 inHg vac",
    "barometer": "29.72 inHg a",
    "tubes": {
        "count": 20000, "d_o": "1 in", "wall": "0.028 in", "length": "45.93 ft",
        "material": "titanium grade 2", "plugged": "49", "rows": "60", "prior": "eissenberg",
    },
    "water": {"t_in": "64.4 degF", "t_out": "80.6 degF", "v": "253600 gpm"},
    "steam": {"m": "2.116e6 lb/h", "t_hotwell": "87.6 degF"},
    "r_f_design": "2.3e-4 h ft2 F/Btu",
}  # fmt: skip
AIR: dict[str, Any] = {**EXPECTED, "p_floor": "70 mbar a", "r_air": "1e-5 m2 K/W"}
FINNED: dict[str, Any] = {
    **EXPECTED,
    "tubes": {
        **TUBES, "d_o": "15.9 mm", "wall": "1.1 mm", "material": "copper-nickel 90/10 C70600",
        "f_b": "0.7", "film": "rabas_cane", "f_t": "1.02", "count": 40000,
        "fins": {"d_f": "18.9 mm", "t_f": "0.3 mm", "count": "19 1/in"},
    },
}  # fmt: skip
FINNED["tubes"].pop("k_wall")
INVENTED: dict[str, Any] = {
    "edition": "0",
    "year": 2000,
    "holder": "invented for tests, of no edition",
    "digest": "0" * 64,
    "u1": [
        {"od": "1 in", "v": f"{v} ft/s", "u": f"{u} Btu/h-ft2-degF"}
        for v, u in ((5, 580), (6, 640), (7, 690))
    ],
    "fw": [{"t": f"{t} degF", "factor": f} for t, f in ((60, "0.92"), (70, "1"), (80, "1.05"))],
    "fm": [{"material": "Titanium", "bwg": "22", "factor": "0.9"}],
}
HEI: dict[str, Any] = {
    **PERFORMANCE,
    "hei": {"tables": INVENTED, "material": "Titanium", "bwg": "22"},
}

EJECTOR: dict[str, Any] = {
    "p": "54.1 mbar a",
    "t_in": "15 degC",
    "discharge": {"v": "22 m3/h", "p": "1010 mbar a", "t": "32 degC", "phi": "100 %"},
    "vent": {"p": "52 mbar a", "t": "27.5 degC"},
    "decay": {
        "volume": "1000 m3", "t_hood": "37 degC",
        "readings": [
            {"t": f"{t} s", "p": f"{p} mbar a"}
            for t, p in ((30, 66.2), (60, 66.5), (120, 66.9), (180, 68.9), (240, 67.7))
        ],
    },
    "ejector": {
        "curve": [
            {"m": f"{m} kg/h", "p": f"{p} mbar a"}
            for m, p in ((0, 22), (30, 30), (60, 40), (120, 70))
        ],
        "p_motive": "11 bar a", "p_least": "10 bar a", "throat": "10 mm",
    },
}  # fmt: skip

GOLDEN = {
    "condenser.air_inleakage": {"ejector": EJECTOR},
    "condenser.performance": {"sea_water": SEA, "us_units": US, "hei": HEI},
    "condenser.expected_pressure": {"air": AIR, "finned": FINNED},
}
