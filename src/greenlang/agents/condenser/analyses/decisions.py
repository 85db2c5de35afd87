"""What to do: how to run the cold end now, when to clean which waterbox."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.analyses.states import TUBES
from greenlang.agents.condenser.decide import cleaning, cold
from greenlang.agents.condenser.method import cleaning_plan as plan
from greenlang.agents.condenser.method import cold_end, repair, retube

TURBINE: Example = {
    "curve": {
        "kind": "power",
        "p_ref": "40 mbar a",
        "any_load": True,
        "points": [
            {"p": f"{p} mbar a", "load": "1", "change": f"{change} %"}
            for p, change in (
                (20, "0.96"), (25, "0.94"), (30, "0.79"), (40, "0"), (50, "-1.05"), (60, "-2.15"),
                (80, "-4.3"), (100, "-6.3"), (130, "-9.0"),
            )
        ],
    },
    "power": "320 MW",
    "load": "64 %",
}  # fmt: skip
PUMP: Example = {
    "kind": "pump_table",
    "rho": "998 kg/m3",
    "least": "1.6 m3/s",
    "rows": [
        {"v": f"{v} m3/s", "head": f"{head} m", "efficiency": f"{eta} %", "npsh": f"{npsh} m"}
        for v, head, eta, npsh in (
            ("0", "28", "5", "4"), ("2", "26", "65", "4.5"), ("3", "24", "80", "5"),
            ("4", "20.2", "87", "6"), ("5", "15", "84", "7.6"), ("5.8", "10", "72", "9.5"),
        )
    ],
}  # fmt: skip
COLD_END: Example = {
    "tubes": TUBES,
    "q": "400 MW",
    "r_f": "3e-5 m2 K/W",
    "pumps": [
        {
            "pump": PUMP,
            "eta_motor": "95 %",
            "units": [
                {"name": name, "step": step, "since": since, "starts": 0, "tag": f"{name}.CMD"}
                for name, step, since in (
                    ("P1", 1, "90 h"), ("P2", 1, "412 h"), ("P3", 1, "20 h"), ("P4", 0, "30 h"),
                )
            ],
            "rules": {
                "least_run": "2 h", "least_rest": "1 h", "most_starts": 3, "start_cost": "60 EUR",
            },
        }
    ],
    "system": {"static": "10 m", "v": "16 m3/s", "head": "20 m"},
    "tower": {
        "c": "1.6",
        "n": "0.6",
        "t_wb": "7 degC",
        "recirculation": "0.4 K",
        "cells": [
            {
                "g": "2900 kg/s",
                "power": "150 kW",
                "speeds": ["50 %", "100 %"],
                "units": [
                    {"name": f"F{i}", "step": step, "since": f"{20 + i} h", "tag": f"F{i}.SPD"}
                    for i, step in enumerate((2, 2, 2, 1, 1, 0), 1)
                ],
                "rules": {"start_cost": "5 EUR"},
            }
        ],
    },
    "turbine": TURBINE,
    "prices": {"power": "28 EUR/MWh"},
    "limits": {
        "v_least": "0.9 m/s", "v_most": "2.6 m/s", "p_most": "150 mbar a",
        "suction": {"z_level": "1.5 m", "z_eye": "0.5 m", "h_f": "0.3 m"},
    },
    "barometer": "1005 mbar a",
}  # fmt: skip
_SEASONS = (6, 6, 9, 12, 15, 18, 20, 21, 19, 16, 12, 9, 7)
CLEANING_PLAN: Example = {
    "tubes": {**TUBES, "plugged": "49"},
    "boxes": [
        {
            "name": name,
            "share": "50 %",
            "deposit": {
                "law": "kern_seaton", "r_now": r_now, "r_i": "1.4e-4 m2 K/W", "t_c": "150 d",
                "sigma_r_now": "6e-6 m2 K/W",
            },
        }
        for name, r_now in (("A1", "4e-5 m2 K/W"), ("A2", "2.5e-5 m2 K/W"))
    ],
    "periods": [
        {
            "name": f"period {i}", "length": "28 d", "t_in": f"{t} degC", "v": "16 m3/s",
            "q": "600 MW", "on": "0 %" if i == 5 else "95 %", "outage": i == 5,
        }
        for i, t in enumerate(_SEASONS, 1)
    ],
    "ways": [
        {
            "name": "brushes", "kind": "brushes", "cost": "18 kEUR", "duration": "20 h",
            "effect": "75 %", "sigma_effect": "10 %", "wear": "0.1 %",
        },
        {
            "name": "high pressure", "kind": "high_pressure", "cost": "30 kEUR", "duration": "3 d",
            "effect": "95 %", "sigma_effect": "4 %", "service": "outage",
        },
        {
            "name": "acid", "kind": "chemical", "cost": "40 kEUR", "duration": "2 d",
            "effect": "90 %", "service": "outage",
        },
        {
            "name": "backwash", "kind": "backwash", "cost": "300 EUR", "duration": "1 h",
            "effect": "90 %", "service": "on line", "crew": False,
        },
    ],
    "turbine": {**TURBINE, "power": "500 MW", "load": "100 %"},
    "prices": {"power": "62 EUR/MWh"},
    "deposit": "soft",
}  # fmt: skip
AIR_REPAIR: Example = {
    "tubes": TUBES,
    "t_in": "15 degC",
    "v": "16 m3/s",
    "q": "600 MW",
    "r_f": "3e-5 m2 K/W",
    "r_air": "1.5e-5 m2 K/W",
    "r_air_after": "2e-6 m2 K/W",
    "m_air": "55 kg/h",
    "m_air_after": "8 kg/h",
    "vacuum": {"v": "1500 m3/h", "power": "110 kW", "running": 1, "spare": 1},
    "turbine": {**TURBINE, "power": "500 MW", "load": "100 %"},
    "prices": {"power": "62 EUR/MWh"},
    "cost": "6 kEUR",
    "until": "40 d",
}
RETUBE: Example = {
    "tubes": {**TUBES, "plugged": "900"},
    "seasons": [
        {"time": f"{days} d", "t_in": f"{t} degC", "v": "16 m3/s", "q": "600 MW"}
        for days, t in ((150, 9), (150, 20))
    ],
    "turbine": {**TURBINE, "power": "500 MW", "load": "100 %"},
    "prices": {"power": "62 EUR/MWh"},
    "a_year": "90",
    "leak": "1.5 kEUR",
    "years": 6,
    "rate": "8 %",
    "each": "900 EUR",
    "retubing": "1.8 MEUR",
    "a_year_new": "2",
    "circuit": {
        "pump": {key: value for key, value in PUMP.items() if key != "least"},
        "running": 4, "static": "10 m", "v": "16 m3/s", "head": "20 m", "tubes": "45 %",
    },
    "r_f": "3e-5 m2 K/W",
}  # fmt: skip

ANALYSES = (
    Analysis(
        "cold_end",
        "Pumps, tower and vacuum pumps as one problem: the best way to run them now",
        cold.ColdEndCase,
        cold.ColdEnd,
        cold_end.cold_end,
        COLD_END,
    ),
    Analysis(
        "cleaning_plan",
        "When to clean which waterbox, by which way, and what that saves",
        cleaning.CleaningPlanCase,
        cleaning.CleaningPlan,
        plan.cleaning_plan,
        CLEANING_PLAN,
    ),
    Analysis(
        "air_repair",
        "What repairing an air leak is worth, and whether a spare vacuum pump runs till then",
        repair.AirRepairCase,
        repair.AirRepair,
        repair.air_repair,
        AIR_REPAIR,
    ),
    Analysis(
        "retube",
        "Plug on, replace the plugged tubes or retube, by net present value",
        retube.RetubeCase,
        retube.Retube,
        retube.retube,
        RETUBE,
    ),
)
