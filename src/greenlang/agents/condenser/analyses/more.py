"""Zones of a multi-pressure condenser, and readings looked at before use."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.analyses.states import TUBES
from greenlang.agents.condenser.analyses.turbine import PRICES, TURBINE
from greenlang.agents.condenser.method import check
from greenlang.agents.condenser.method import hotwell as well
from greenlang.agents.condenser.method import zones as multi

_HALF: Example = {
    "tubes": {**TUBES, "plugged": "0", "length": "7 m"}, "q": "300 MW",
    "turbine": {**TURBINE, "power": "250 MW", "m_ex": "480 t/h"},
}  # fmt: skip
ZONES: Example = {
    "zones": [_HALF, {**_HALF, "p": "43 mbar a"}], "t_in": "15 degC", "v": "16 m3/s",
    "prices": PRICES,
}  # fmt: skip
INPUT_CHECK: Example = {
    "p": "966.5 mbar a",
    "t_in": "18.0 degC",
    "t_out": "27.0 degC",
    "v": "57600 gpm",
    "tubes": TUBES,
    "p_gross": "500 MW",
    "barometer": "1013 mbar a",
}
HOTWELL: Example = {
    "p": "46.5 mbar a",
    "t_hotwell": "30.9 degC",
    "m": "960 t/h",
    "oxygen": "18 ppb",
}

ANALYSES = (
    Analysis(
        "zones",
        "Pressures of a multi-pressure condenser, zone after zone",
        multi.ZonesCase,
        multi.Zones,
        multi.zones,
        ZONES,
    ),
    Analysis(
        "input_check",
        "Whether the readings can be what they say, and what else they may be",
        check.InputCase,
        check.InputCheck,
        check.input_check,
        INPUT_CHECK,
    ),
    Analysis(
        "hotwell",
        "Subcooling of the hotwell, and on which side of the water line oxygen comes in",
        well.HotwellCase,
        well.Hotwell,
        well.hotwell,
        HOTWELL,
    ),
)
