"""Alert rules and the sections of the report, as data.

A rule looks at the median of a result and at its band; each message says what, since when, what it
costs a day, what to do, how sure that is. Where no standard is cited the limit is ours.
"""

from greenlang.agents.agent import Rule, Section

_OURS = "ours: no standard sets it"

RULES = (
    Rule(
        "fouling high",
        "level over the design allowance with P > 0.8 for 3 d",
        "0.9 medium, 1.2 high, of the allowance of the data sheet",
        "0.1 below the limit for 3 d",
        "medium, high",
        "allowance: TEMA 10th ed., RGP-T-2.4, or the data sheet; shares of it " + _OURS,
    ),
    Rule(
        "cleaning due",
        "cost rate now at or above the average cost of the best cycle",
        "J* of the cost curve",
        "a cleaning is seen",
        "medium",
        "Ma & Epstein, Can. J. Chem. Eng. 59 (1981) 631: optimum where the rate meets the mean",
    ),
    Rule(
        "cleaning overdue",
        "cost of having waited since J* above the cost of a cleaning",
        "cost of the method that the plan chose",
        "a cleaning is seen",
        "high",
        _OURS,
    ),
    Rule(
        "duty short",
        "duty over clean duty at reference for 3 d",
        "0.85 medium, 0.70 high",
        "0.03 above the limit",
        "medium, high",
        _OURS,
    ),
    Rule(
        "pressure drop high",
        "pressure drop over its limit, or over that of a clean bundle",
        "0.80 medium, 0.95 high, of the limit; 1.5 times clean",
        "5 % below the limit",
        "medium, high",
        "limit: data sheet; shares of it " + _OURS,
    ),
    Rule(
        "fouling rate jumped",
        "rate above twice the median of the exchanger's cycles with P > 0.9",
        "2 times its own median",
        "back for 7 d",
        "medium",
        _OURS,
    ),
    Rule(
        "limit near",
        "P50 date of the UA, pressure-drop or furnace limit",
        "60 d medium, 21 d high",
        "10 d later than the limit",
        "medium, high",
        _OURS,
    ),
    Rule(
        "bypass or plugging",
        "its misfit is the smallest of all causes",
        "6 below that of the second-best cause",
        "the opposite step is seen",
        "medium",
        "gap of 6: likelihood ratio of 20, Kass & Raftery, J. Am. Stat. Assoc. 90 (1995) 773",
    ),
    Rule(
        "tag fault",
        "a tag is stuck, drifts or is biased, or its measurement test fails for 6 h",
        "|z| > 3",
        "24 h without",
        "medium",
        "measurement test: Mah & Tamhane, AIChE J. 28 (1982) 828",
    ),
    Rule(
        "weak measurement",
        "condition of U (relative error out over in) for 24 h",
        "5",
        "24 h below",
        "medium",
        _OURS,
    ),
    Rule(
        "useless cleaning",
        "effect of a cleaning with P > 0.8, or a log entry without any effect",
        "0.3",
        "never: it is a finding",
        "low",
        _OURS,
    ),
    Rule(
        "forecast wrong",
        "today lies outside the band of the forecast of 60 days ago, twice running",
        "P10 to P90",
        "2 good backtests",
        "low",
        _OURS,
    ),
)
"""Alert rules of spec section 7 whose results the history gives."""

SECTIONS = (
    Section("decisions", ("cost_per_day",)),
    Section("plan", ("gantt", "furnace")),
    Section("exchangers", ("fouling", "coefficient", "duty", "pressure", "cost_curve")),
    Section("money", ("certainty",)),
    Section("quality", ("calendar", "reasons")),
    Section("method"),
    Section("assumptions"),
)
"""Sections of the report in their order, each with its charts."""
