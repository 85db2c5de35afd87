"""Fouling from coefficients, its severity and its law over time."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import forecast, fouling, mechanism, threshold_map

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
FORECAST: Example = {
    "points": [
        {"t": f"{10 * k} d", "r_f": f"{r}e-5 m2 K/W", "sigma": "8e-6 m2 K/W"}
        for k, r in enumerate(
            (0.4, 5.1, 9.6, 12.6, 16.1, 18.4, 22.0, 23.2, 25.1, 27.9, 28.2, 30.7, 31.4, 33.6), 1
        )
    ],
    "t": ["170 d", "200 d", "260 d"],
    "limit": "4.5e-4 m2 K/W",
}
MECHANISM: Example = {
    "fluid": "crude",
    "t_surface": "245 degC",
    "v": "1.3 m/s",
    "law": "linear",
    "wall": "heats",
    "season": "none",
}
_RATES = (
    ("0.9 m/s", "215 degC", "2e-12"), ("1.5 m/s", "236 degC", "-9e-12"),
    ("2.1 m/s", "268 degC", "1.2e-11"), ("1.1 m/s", "262 degC", "1.45e-10"),
    ("1.3 m/s", "292 degC", "2.40e-10"), ("0.8 m/s", "276 degC", "4.01e-10"),
    ("0.9 m/s", "258 degC", "2.02e-10"), ("1.0 m/s", "285 degC", "3.55e-10"),
    ("1.6 m/s", "312 degC", "2.31e-10"), ("0.7 m/s", "246 degC", "2.61e-10"),
)  # fmt: skip
THRESHOLD_MAP: Example = {
    "d_i": "21.18 mm",
    "crude": {
        "rho": "760 kg/m3", "mu": "0.62 cP", "cp": "2400 J/kg/K", "k": "0.11 W/m/K",
    },
    "v": ["0.8 m/s", "1.2 m/s", "1.6 m/s", "2.0 m/s"],
    "t": ["220 degC", "250 degC", "280 degC", "310 degC"],
    "points": [
        {"v": v, "t": t, "rate": f"{rate} m2 K/J", "sigma": "2e-11 m2 K/J"}
        for v, t, rate in _RATES
    ],
}  # fmt: skip

ANALYSES = (
    Analysis(
        "fouling",
        "Fouling resistance from two coefficients",
        fouling.FoulingCase,
        fouling.Fouling,
        fouling.fouling,
        FOULING,
    ),
    Analysis(
        "severity",
        "Fouling against the design allowance",
        fouling.SeverityCase,
        fouling.Severity,
        fouling.severity,
        SEVERITY,
    ),
    Analysis(
        "fouling_law",
        "Resistance over time, and time to a limit",
        fouling.FoulingLawCase,
        fouling.FoulingLaw,
        fouling.fouling_law,
        FOULING_LAW,
    ),
    Analysis(
        "forecast",
        "Fouling ahead with its band, and when it reaches a limit",
        forecast.ForecastCase,
        forecast.Forecast,
        forecast.forecast,
        FORECAST,
    ),
    Analysis(
        "threshold_map",
        "Where a crude fouls: rate over velocity and temperature, and the zero line",
        threshold_map.ThresholdMapCase,
        threshold_map.ThresholdMap,
        threshold_map.threshold_map,
        THRESHOLD_MAP,
    ),
    Analysis(
        "mechanism",
        "What speaks for and against each mechanism of fouling",
        mechanism.MechanismCase,
        mechanism.Mechanism,
        mechanism.mechanism,
        MECHANISM,
    ),
)
