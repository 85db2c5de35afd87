"""What one measured state says: performance, duty, temperature differences, effectiveness."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.cases import Performance, PerformanceCase
from greenlang.agents.exchanger.method import basics
from greenlang.agents.exchanger.method.performance import performance

_GAS_OIL: Example = {
    "fluid": {"kind": "petroleum", "api": "30", "watson_k": "11.7", "bubble_point": "340 degC"},
    "t_in": "220 degC",
    "t_out": "160 degC",
    "m": "216 t/h",
    "sigma_t_in": "0.5 K",
    "sigma_t_out": "0.5 K",
    "sigma_flow": "2 %",
}
_CRUDE: Example = {
    "fluid": {"kind": "petroleum", "api": "34", "watson_k": "11.8", "bubble_point": "260 degC"},
    "t_in": "120 degC",
    "t_out": "155 degC",
    "m": "390 t/h",
    "sigma_t_in": "0.5 K",
    "sigma_t_out": "0.5 K",
    "sigma_flow": "2 %",
}
PERFORMANCE: Example = {
    "hot": _GAS_OIL,
    "cold": _CRUDE,
    "area": "560 m2",
    "arrangement": "E 1-2",
    "shells": 1,
    "u_clean": "450 W/m2/K",
    "sigma_u_clean": "20 W/m2/K",
    "q_design": "9.8 MW",
    "r_f_design": "8e-4 m2 K/W",
}
DUTY: Example = {"hot": _GAS_OIL, "cold": _CRUDE}
_ENDS: Example = {
    "t_hot_in": "390 degF",
    "t_hot_out": "200 degF",
    "t_cold_in": "100 degF",
    "t_cold_out": "170 degF",
}
LMTD: Example = {**_ENDS, "flow": "counterflow"}
CORRECTION: Example = {**_ENDS, "arrangement": "E 1-2", "shells": 1, "shell_side": "hot"}
EFFECTIVENESS: Example = {
    "ua": "120 kW/K",
    "c_hot": "100 kW/K",
    "c_cold": "125 kW/K",
    "t_hot_in": "220 degC",
    "t_cold_in": "120 degC",
    "arrangement": "E 1-2",
}
OVERALL: Example = {"q": "9.1 MW", "area": "560 m2", "lmtd": "51.5 K", "f": "0.85"}

ANALYSES = (
    Analysis(
        "performance",
        "U, fouling and their band from one measured state",
        PerformanceCase,
        Performance,
        performance,
        PERFORMANCE,
    ),
    Analysis("duty", "Duty of both sides", basics.DutyCase, basics.Duty, basics.duty, DUTY),
    Analysis(
        "lmtd",
        "Logarithmic mean temperature difference",
        basics.LmtdCase,
        basics.Lmtd,
        basics.mean_difference,
        LMTD,
    ),
    Analysis(
        "correction",
        "Correction factor of an arrangement",
        basics.CorrectionCase,
        basics.Correction,
        basics.correction,
        CORRECTION,
    ),
    Analysis(
        "effectiveness",
        "Duty and outlets of an exchanger of known size",
        basics.EffectivenessCase,
        basics.Effectiveness,
        basics.effectiveness,
        EFFECTIVENESS,
    ),
    Analysis(
        "overall_coefficient",
        "Overall coefficient from duty, area and LMTD",
        basics.OverallCase,
        basics.Overall,
        basics.overall_coefficient,
        OVERALL,
    ),
)
