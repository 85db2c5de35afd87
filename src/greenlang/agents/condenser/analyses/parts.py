"""The parts of a condenser's performance on their own, and its health in one number."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.analyses.states import PERFORMANCE, TUBES
from greenlang.agents.condenser.method import basics, condition

DUTY: Example = {
    "water": PERFORMANCE["water"],
    "p": PERFORMANCE["p"],
    "p_gross": "500 MW",
    "steam": {
        "m": "960 t/h",
        "t_hotwell": "30.9 degC",
        "cycle": {
            "p_gross": "500 MW", "eta_generator": "98.7 %", "eta_mechanical": "99.5 %",
            "q_loss": "2 MW",
            "into": [
                {"name": "main steam", "m": "1495 t/h", "h": "3396 kJ/kg"},
                {"name": "hot reheat", "m": "1290 t/h", "h": "3536 kJ/kg"},
            ],
            "out": [
                {"name": "cold reheat", "m": "1290 t/h", "h": "3020 kJ/kg"},
                {"name": "extraction 7", "m": "130 t/h", "h": "3110 kJ/kg"},
                {"name": "extraction 5", "m": "95 t/h", "h": "3330 kJ/kg"},
                {"name": "extractions 4 to 1", "m": "310 t/h", "h": "2890 kJ/kg"},
            ],
        },
        "others": [{"name": "drain of heater 1", "m": "95 t/h", "h": "185 kJ/kg"}],
    },
}  # fmt: skip
TRANSFER: Example = {
    "p": "1.5 inHg a",
    "t_in": "64.4 degF",
    "t_out": "80.6 degF",
    "q": "2047 MMBtu/h",
    "area": "240500 ft2",
    "t_hotwell": "89.6 degF",
}
CLEAN: Example = {
    "tubes": {**TUBES, "plugged": "0"},
    "t_in": "15 degC",
    "v": "16 m3/s",
    "q": "600 MW",
    "p": "37.654 mbar a",
}
FOULING: Example = {
    "u": "500 Btu/h-ft2-degF",
    "u_clean": "610 Btu/h-ft2-degF",
    "u_clean_ref": "625 Btu/h-ft2-degF",
    "r_f_design": "2.3e-4 h ft2 F/Btu",
}
HEALTH: Example = {
    "cf_ref": "82 %",
    "air_margin": "1.4",
    "over_target": "9 mbar",
    "over_ttd": "2.1 K",
    "plugged": "0.3 %",
}

ANALYSES = (
    Analysis(
        "duty",
        "Duty by the cooling water and by the steam, reconciled",
        basics.DutyCase,
        basics.Duty,
        basics.duty,
        DUTY,
    ),
    Analysis(
        "transfer",
        "U, TTD, ITD, LMTD, NTU and effectiveness",
        basics.TransferCase,
        basics.Transfer,
        basics.transfer,
        TRANSFER,
    ),
    Analysis(
        "clean_transfer",
        "Clean coefficient by the open route, with its resistances",
        basics.CleanCase,
        basics.CleanTransfer,
        basics.clean_transfer,
        CLEAN,
    ),
    Analysis(
        "fouling_factor",
        "Fouling resistance and cleanliness, now and at reference conditions",
        basics.FoulingCase,
        basics.Fouling,
        basics.fouling_factor,
        FOULING,
    ),
    Analysis(
        "health",
        "Health index of what is known, with its coverage",
        condition.HealthCase,
        condition.Health,
        condition.health,
        HEALTH,
    ),
)
