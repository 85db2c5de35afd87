"""Heat exchangers: how fouled, how sure, what it costs, when to clean."""

from greenlang.agents.agent import Agent, Analysis
from greenlang.agents.exchanger import examples
from greenlang.agents.exchanger.cases import Performance, PerformanceCase
from greenlang.agents.exchanger.history.declaration import HISTORY
from greenlang.agents.exchanger.method import basics
from greenlang.agents.exchanger.method.performance import performance

AGENT = Agent(
    name="exchanger",
    title="Heat-exchanger fouling and cleaning",
    history=HISTORY,
    analyses=(
        Analysis(
            "performance",
            "U, fouling and their band from one measured state",
            PerformanceCase,
            Performance,
            performance,
            examples.PERFORMANCE,
        ),
        Analysis(
            "duty", "Duty of both sides", basics.DutyCase, basics.Duty, basics.duty, examples.DUTY
        ),
        Analysis(
            "lmtd",
            "Logarithmic mean temperature difference",
            basics.LmtdCase,
            basics.Lmtd,
            basics.mean_difference,
            examples.LMTD,
        ),
        Analysis(
            "correction",
            "Correction factor of an arrangement",
            basics.CorrectionCase,
            basics.Correction,
            basics.correction,
            examples.CORRECTION,
        ),
        Analysis(
            "effectiveness",
            "Duty and outlets of an exchanger of known size",
            basics.EffectivenessCase,
            basics.Effectiveness,
            basics.effectiveness,
            examples.EFFECTIVENESS,
        ),
        Analysis(
            "overall_coefficient",
            "Overall coefficient from duty, area and LMTD",
            basics.OverallCase,
            basics.Overall,
            basics.overall_coefficient,
            examples.OVERALL,
        ),
        Analysis(
            "fouling",
            "Fouling resistance from two coefficients",
            basics.FoulingCase,
            basics.Fouling,
            basics.fouling,
            examples.FOULING,
        ),
        Analysis(
            "severity",
            "Fouling against the design allowance",
            basics.SeverityCase,
            basics.Severity,
            basics.severity,
            examples.SEVERITY,
        ),
        Analysis(
            "fouling_law",
            "Resistance over time, and time to a limit",
            basics.FoulingLawCase,
            basics.FoulingLaw,
            basics.fouling_law,
            examples.FOULING_LAW,
        ),
    ),
)
