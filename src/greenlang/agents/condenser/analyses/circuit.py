"""The cooling-water circuit: pumps, plugged tubes, the tower; and fouling ahead."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.analyses.decisions import PUMP
from greenlang.agents.condenser.analyses.states import TUBES
from greenlang.agents.condenser.analyses.turbine import FUEL, TURBINE
from greenlang.agents.condenser.method import circuit, outlook, tower

SYSTEM: Example = {"static": "10 m", "v": "16 m3/s", "head": "20 m"}
GROUP: Example = {"pump": PUMP, "number": 4, "eta_motor": "95 %"}
PUMPS: Example = {
    "groups": [
        {**GROUP, "number": 3},
        {**GROUP, "number": 1, "speed": "85 %", "eta_drive": "97 %"},
    ],
    "system": SYSTEM,
    "t_in": "15 degC",
    "barometer": "1005 mbar a",
    "suction": {"z_level": "1.5 m", "z_eye": "0.5 m", "h_f": "0.3 m"},
}  # fmt: skip
PLUGGING: Example = {
    "tubes": {**TUBES, "plugged": "200"},
    "t_in": "15 degC",
    "q": "600 MW",
    "r_f": "3e-5 m2 K/W",
    "more": "1800",
    "pumps": [GROUP],
    "system": SYSTEM,
    "dp_condenser": "500 mbar",
    "turbine": TURBINE,
    "prices": FUEL,
}
TOWER: Example = {
    "c": "1.6",
    "n": "0.6",
    "running": 6,
    "g": "2900 kg/s",
    "v": "253600 gpm",
    "q": "2047 MMBtu/h",
    "barometer": "29.68 inHg a",
    "t_db": "79 degF",
    "phi": "55 %",
    "recirculation": "0.9 degF",
    "t_cold": "78.6 degF",
    "reference": {"t_wb": "58 degF", "c": "1.6"},
    "coc": "4",
}
OUTLOOK: Example = {
    "points": [
        {"t": f"{day} d", "r_f": f"{r}e-5 m2 K/W"}
        for day, r in (
            (4, "0.4"), (11, "0.9"), (18, "1.1"), (25, "1.7"), (32, "1.9"), (39, "2.6"),
            (46, "2.7"), (53, "3.4"), (60, "3.6"), (67, "4.2"), (74, "4.3"), (81, "5.0"),
        )
    ],
    "t": ["110 d", "140 d", "200 d"],
    "cf_limit": "80 %",
    "u_clean_ref": "3546 W/m2/K",
    "k_deposit": "0.6 W/m/K",
    "state": {
        "tubes": TUBES, "t_in": "18 degC", "v": "57600 m3/h", "q": "590 MW",
    },
    "turbine": TURBINE,
    "prices": FUEL,
}  # fmt: skip

ANALYSES = (
    Analysis(
        "pumps",
        "Where cooling-water pumps and circuit meet: flow, head, power, suction, wear",
        circuit.PumpsCase,
        circuit.PumpsPoint,
        circuit.pumps_point,
        PUMPS,
    ),
    Analysis(
        "plugging",
        "What plugged tubes cost, with the flow that the pumps' curve leaves",
        circuit.PluggingCase,
        circuit.Plugging,
        circuit.plugging,
        PLUGGING,
    ),
    Analysis(
        "tower",
        "Cold water that a tower should give, its capability, what moved it, and its water",
        tower.TowerCase,
        tower.Tower,
        tower.tower,
        TOWER,
    ),
    Analysis(
        "fouling_outlook",
        "Fouling ahead: law, band, time to a limit, and what it costs today",
        outlook.FoulingOutlookCase,
        outlook.FoulingOutlook,
        outlook.fouling_outlook,
        OUTLOOK,
    ),
)
