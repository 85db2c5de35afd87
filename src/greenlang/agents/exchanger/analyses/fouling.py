"""Fouling from coefficients, its severity and its law over time."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import basics

FOULING: Example = {
    "u": "372 W/m2/K",
    "u_clean": "450 W/m2/K",
    "sigma_u": "9 W/m2/K",
    "sigma_u_clean": "20 W/m2/K",
    "r_f_design": "8e-4 m2 K/W",
}
SEVERITY: Example = {"r_f": "4.7e-4 m2 K/W", "r_f_design": "8e-4 m2 K/W"}
FOULING_LAW: Example = {
    "law": "kern_seaton",
    "t": "120 d",
    "r_0": "1e-5 m2 K/W",
    "r_i": "6e-4 m2 K/W",
    "t_c": "90 d",
    "limit": "5e-4 m2 K/W",
}

ANALYSES = (
    Analysis(
        "fouling",
        "Fouling resistance from two coefficients",
        basics.FoulingCase,
        basics.Fouling,
        basics.fouling,
        FOULING,
    ),
    Analysis(
        "severity",
        "Fouling against the design allowance",
        basics.SeverityCase,
        basics.Severity,
        basics.severity,
        SEVERITY,
    ),
    Analysis(
        "fouling_law",
        "Resistance over time, and time to a limit",
        basics.FoulingLawCase,
        basics.FoulingLaw,
        basics.fouling_law,
        FOULING_LAW,
    ),
)
