"""The fleet plan with the proof of how good it is."""

import json

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import plan

_PROBLEM = {
    "cost": [
        [
            [[0, 270000, 630000, 1080000, 1620000, 4140000], [None, None, None, None, None, None]],
            [
                [None, 650000, 677000, 794000, 1001000, 2189000],
                [None, 520000, 628000, 826000, 1114000, 2626000],
            ],
            [
                [None, None, 650000, 686000, 812000, 1676000],
                [None, None, 520000, 664000, 898000, 2194000],
            ],
            [
                [None, None, None, 650000, 695000, 1235000],
                [None, None, None, 520000, 700000, 1780000],
            ],
            [[None, None, None, None, 650000, 866000], [None, None, None, None, 520000, 1384000]],
            [[None, None, None, None, None, 1850000], [None, None, None, None, None, 1720000]],
        ],
        [
            [[0, 400000, 850000, 1350000, 1900000, 4300000], [None, None, None, None, None, None]],
            [
                [None, 650000, 690000, 780000, 920000, 1680000],
                [None, 520000, 680000, 890000, 1150000, 2390000],
            ],
            [
                [None, None, 650000, 695000, 790000, 1370000],
                [None, None, 520000, 700000, 930000, 2050000],
            ],
            [
                [None, None, None, 650000, 700000, 1100000],
                [None, None, None, 520000, 720000, 1720000],
            ],
            [[None, None, None, None, 650000, 870000], [None, None, None, None, 520000, 1400000]],
            [[None, None, None, None, None, 1850000], [None, None, None, None, None, 1720000]],
        ],
    ],
    "couplings": [],
    "digits": 2,
    "duration": [[1, 1], [1, 1]],
    "format": "renewal-1",
    "methods": ["hydroblast", "chemical"],
    "periods": 5,
    "resources": [
        {
            "at_start": False,
            "capacity": ["1.0", "1.0", "1.0", "1.0", "1.0"],
            "name": "crews",
            "row": [0, 1, 2, 3, 4],
            "use": [["1.0", "1.0"], ["1.0", "1.0"]],
        }
    ],
    "units": ["E-101", "E-102"],
}
_CERTIFICATE = {
    "format": "renewal-prices-1",
    "loads": [],
    "paths": [[[0, 0], [3, 0]], [[1, 0]]],
    "rows": [["1.20000000e+03", "0", "0", "0", "0"]],
}
FLEET_PLAN: Example = {
    "problem": json.dumps(_PROBLEM, separators=(",", ":"), sort_keys=True),
    "certificate": json.dumps(_CERTIFICATE, separators=(",", ":"), sort_keys=True),
}
"""Two exchangers, five weeks, two methods and one crew."""

ANALYSES = (
    Analysis(
        "fleet_plan",
        "A fleet plan's cost, what it leaves of every limit, and its proven gap",
        plan.FleetPlanCase,
        plan.FleetPlanProof,
        plan.fleet_plan,
        FLEET_PLAN,
    ),
)
