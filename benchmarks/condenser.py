"""Speeds of the condenser: performance audited and over columns, a year of causes, its optimum."""

from decimal import Decimal

import numpy as np

from benchmarks.kernels import ROWS, Figures, best

YEAR = 105_000


def measure() -> Figures:
    """One core, processor time, the best of several repeats."""
    return {**audited(), **vectorised(), **year(), **cold_end()}


def audited() -> Figures:
    """Performance with reconciled duties, band and target: SI numbers, uncertainties given."""
    from greenlang.agents.condenser.analyses.states import PERFORMANCE
    from greenlang.agents.condenser.cases import PerformanceCase, Steam, Tubes, Water
    from greenlang.agents.condenser.method.performance import performance
    from greenlang.core.cases import case_from
    from greenlang.core.provenance import audit
    from greenlang.core.verify import verify

    d = Decimal
    case = PerformanceCase(
        d(4650),
        Tubes(20000, d("0.0254"), d("0.000711"), d(14), d(21), plugged=d(49), f_b=d("0.75")),
        Water(
            d("291.15"), d("300.15"), d(16), pressure=d(200000), sigma_t_in=d("0.1"),
            sigma_t_out=d("0.3"), sigma_v=d("0.03"),
        ),
        Steam(q=d(590000000), sigma=d("0.02")),
        sigma_p=d(100),
    )  # fmt: skip
    long = case_from(PerformanceCase, PERFORMANCE)
    seconds = best(lambda: audit(performance, case), 20, 50)
    example = best(lambda: audit(performance, long), 10, 50)
    steps = verify(audit(performance, case).record).steps
    print(f"# {steps} steps; the example in plant units, normalised: {1.0 / example:.0f} 1/s")
    return {"audit_condenser_per_s": (1.0 / seconds, "1/s")}


def vectorised() -> Figures:
    """The same over columns: pressure, water and flow, its band and target pressure."""
    from greenlang.agents.condenser.cases import PerformanceCase, Tubes, Water
    from greenlang.agents.condenser.method.performance import performance
    from greenlang.library.columns import hold_heap

    draw = np.random.default_rng(1)

    def column(mean: float, spread: float) -> np.ndarray:
        return mean + spread * draw.standard_normal(ROWS)

    case = PerformanceCase(
        column(4650, 20),
        Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, plugged=49.0, f_b=0.75),
        Water(
            column(291.15, 0.1), column(300.15, 0.1), column(16, 0.1), pressure=2e5,
            sigma_t_in=0.1, sigma_t_out=0.3, sigma_v=0.03,
        ),
        sigma_p=100.0,
    )  # fmt: skip
    hold_heap()
    return {
        "vector_condenser_rows_per_s": (ROWS / best(lambda: performance(case), 40, 5), "rows/s")
    }


def year() -> Figures:
    """Five minutes a row for a year, five causes: 32 states a row, in mbar and in K."""
    from greenlang.agents.condenser.cases import Tubes
    from greenlang.agents.condenser.method.decomposition import (
        Conditions,
        DecompositionCase,
        decomposition,
    )
    from greenlang.library.columns import in_chunks

    draw = np.random.default_rng(2)

    def column(mean: float, spread: float) -> np.ndarray:
        return mean + spread * draw.standard_normal(YEAR)

    case = DecompositionCase(
        Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, f_b=0.75),
        Conditions(288.15, 16.0, 6e8, 0.0, 0.0),
        Conditions(
            column(291.0, 4.0), column(15.0, 0.5), column(5.6e8, 2e7), column(5e-5, 1e-5),
            column(300.0, 10.0),
        ),
    )  # fmt: skip

    def split() -> None:
        for _ in in_chunks(decomposition, case, YEAR):
            pass

    return {"decomposition_year_s": (best(split, 3), "s")}


def cold_end() -> Figures:
    """Joint optimum of 4 pumps, 6 tower cells of two speeds and a turbine curve, audited."""
    from greenlang.agents.condenser.analyses.decisions import COLD_END
    from greenlang.agents.condenser.decide.cold import ColdEndCase
    from greenlang.agents.condenser.method.cold_end import cold_end
    from greenlang.core.cases import case_from
    from greenlang.core.provenance import audit

    case = case_from(ColdEndCase, COLD_END)
    return {"cw_optimum_ms": (1000.0 * best(lambda: audit(cold_end, case), 8), "ms")}


if __name__ == "__main__":
    for name, (value, unit) in measure().items():
        print(f"{name} {value:.4g} {unit}")
