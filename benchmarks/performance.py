"""Speed of the exchanger's `performance`: audited, verified, and over columns. One core.

The audited case is an E 1-2 shell with closed inverse, given heat capacities and first-order band;
the columns hold petroleum on both sides.
"""

import timeit
from decimal import Decimal

import numpy as np

from greenlang.agents.exchanger.cases import PerformanceCase, Stream
from greenlang.agents.exchanger.method.performance import performance
from greenlang.core.provenance import audit
from greenlang.core.verify import verify
from greenlang.library.columns import in_chunks
from greenlang.library.fluids.kinds import Constant, Petroleum

ROWS = 1_000_000


def _exact() -> PerformanceCase:
    sigma = (Decimal("0.5"), Decimal("0.5"), Decimal("0.02"))
    hot = (Decimal("493.15"), Decimal("433.15"), Decimal(60), None, None)
    cold = (Decimal("393.15"), Decimal("432.6"), Decimal(95), None, None)
    return PerformanceCase(
        Stream(Constant(Decimal(2400)), *hot, *sigma),
        Stream(Constant(Decimal(2300)), *cold, *sigma),
        area=Decimal(560),
        u_clean=Decimal(450),
        sigma_u_clean=Decimal(20),
        q_design=Decimal(9_800_000),
    )


def _columns(rows: int) -> PerformanceCase:
    draw = np.random.default_rng(1)

    def stream(api: float, *values: float) -> Stream:
        t_in, t_out, m = (v * (1 + 0.001 * draw.standard_normal(rows)) for v in values)
        fluid = Petroleum(api, 11.8)
        return Stream(fluid, t_in, t_out, m, sigma_t_in=0.5, sigma_t_out=0.5, sigma_flow=0.02)

    return PerformanceCase(
        stream(30.0, 493.15, 433.15, 60.0),
        stream(34.0, 393.15, 428.15, 108.3),
        area=560.0,
        u_clean=450.0,
        sigma_u_clean=20.0,
        q_design=9.8e6,
    )


def measure(repeat: int = 5) -> dict[str, tuple[float, str]]:
    """Name -> value and unit; the best of `repeat` runs each."""
    case = _exact()
    record = audit(performance, case).record
    audited = min(timeit.repeat(lambda: audit(performance, case), number=500, repeat=repeat)) / 500
    verified = min(timeit.repeat(lambda: verify(record), number=50, repeat=repeat)) / 50
    columns = _columns(ROWS)

    def fleet() -> None:
        for _ in in_chunks(performance, columns, ROWS):
            pass

    swept = min(timeit.repeat(fleet, number=1, repeat=repeat))
    return {
        "audit_performance_per_s": (1 / audited, "1/s"),
        "verify_ms": (verified * 1e3, "ms"),
        "vector_performance_rows_per_s": (ROWS / swept, "1/s"),
    }


if __name__ == "__main__":
    for name, (value, unit) in measure().items():
        print(f"{name} {value:.4g} {unit}")
