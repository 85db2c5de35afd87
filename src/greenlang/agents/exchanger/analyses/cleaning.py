"""When and how one exchanger is best cleaned, what that pays, and how surely."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import cleaning, cleaning_cost, cleaning_value, savings

_EXCHANGER: Example = {
    "u_clean": "430 W/m2/K",
    "area": "420 m2",
    "c_hot": "160 kW/K",
    "c_cold": "360 kW/K",
    "t_hot_in": "287 degC",
    "t_cold_in": "157 degC",
    "arrangement": "E 1-2",
    "shells": 2,
}
_DEPOSIT: Example = {
    "law": "kern_seaton",
    "r_now": "6e-4 m2 K/W",
    "r_i": "1.1e-3 m2 K/W",
    "t_c": "240 d",
    "sigma_r_now": "4e-5 m2 K/W",
}
_HEAT: Example = {
    "fuel": "28 EUR/MWh",
    "eta": "88 %",
    "phi": "82 %",
    "co2_factor": "56.1 kg/GJ",
    "co2": "75 EUR/t",
}
_HYDROBLAST: Example = {
    "name": "hydroblast",
    "cost": "45 kEUR",
    "duration": "9 d",
    "effect": "92 %",
    "sigma_effect": "5 %",
    "mechanisms": ["chemical", "particulate", "crystallisation"],
    "needs": ["crew", "crane"],
    "waste": "oily washwater",
}
_SOLVENT: Example = {
    "name": "solvent",
    "cost": "22 kEUR",
    "duration": "3 d",
    "effect_tube": "75 %",
    "effect_shell": "55 %",
    "mechanisms": ["chemical"],
    "needs": ["crew"],
    "waste": "spent solvent to slops",
}
_BALLS: Example = {
    "name": "sponge balls",
    "cost": "900 EUR",
    "duration": "8 h",
    "effect": "20 %",
    "online": True,
    "mechanisms": ["particulate", "biological"],
}
INTERVAL: Example = {
    "exchanger": _EXCHANGER, "deposit": _DEPOSIT, "heat": _HEAT, "way": _HYDROBLAST,
}  # fmt: skip
CLEANING_VALUE: Example = {**INTERVAL, "horizon": "365 d", "rate": "8 %"}
METHOD_CHOICE: Example = {
    "exchanger": _EXCHANGER,
    "deposit": _DEPOSIT,
    "heat": _HEAT,
    "ways": [_HYDROBLAST, _SOLVENT, _BALLS],
    "mechanism": "chemical",
    "tube_share": "70 %",
}
SAVINGS: Example = {
    "deposit": {
        "law": "linear",
        "r_now": "9e-4 m2 K/W",
        "k": "2.5e-11 m2 K/J",
        "sigma_r_now": "3e-5 m2 K/W",
        "sigma_pace": "13 %",
    },
    "heat": _HEAT,
    "periods": [
        {"at": _EXCHANGER, "q": "8.9 MW", "since": "35 d", "t": "29 d"},
        {"at": {**_EXCHANGER, "u_clean": "424 W/m2/K", "c_cold": "345 kW/K"}, "q": "8.7 MW",
         "since": "65 d", "t": "30 d"},
        {"at": {**_EXCHANGER, "t_cold_in": "161 degC"}, "q": "8.3 MW", "since": "95 d",
         "t": "27.5 d"},
    ],
}  # fmt: skip

ANALYSES = (
    Analysis(
        "interval",
        "Best cleaning interval, its window, and whether to clean now",
        cleaning_cost.IntervalCase,
        cleaning.Interval,
        cleaning.interval,
        INTERVAL,
    ),
    Analysis(
        "cleaning_value",
        "What a cleaning now pays until a horizon",
        cleaning_value.CleaningValueCase,
        cleaning_value.CleaningValue,
        cleaning_value.cleaning_value,
        CLEANING_VALUE,
    ),
    Analysis(
        "method_choice",
        "Ways to clean by what they cost for ever",
        cleaning_value.MethodChoiceCase,
        cleaning_value.MethodChoice,
        cleaning_value.method_choice,
        METHOD_CHOICE,
    ),
    Analysis(
        "cleaning_risk",
        "How likely a cleaning now loses money",
        cleaning_value.CleaningValueCase,
        cleaning_value.CleaningRisk,
        cleaning_value.cleaning_risk,
        CLEANING_VALUE,
    ),
    Analysis(
        "savings",
        "What a cleaning has saved since, against the law of before",
        savings.SavingsCase,
        savings.Savings,
        savings.savings,
        SAVINGS,
    ),
)
