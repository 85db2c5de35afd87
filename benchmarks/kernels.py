"""Speeds of one core: the audited calculation, its verification, the same method on arrays, steam.

Each function runs in a process of its own, threads pinned to one, and returns its figures by the
processor's time; the best of several repeats counts, since other work of the machine only adds.
"""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Figures = dict[str, tuple[float, str]]
ROWS = 16_384


def best(work: Callable[[], object], repeats: int, times: int = 1) -> float:
    """Processor seconds of one call, the least of `repeats` averages over `times` calls."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - start) / times)
    return min(found)


def audited() -> Figures:
    """Exchanger performance with its band: audit, record and hash; then verification.

    E 1-2 with the closed inverse, heat capacities given, SI numbers: 45 recorded steps. The example
    of the analysis, petroleum on both sides in plant units (66 steps), is told beside it.
    """
    from greenlang.agents.agent import agent
    from greenlang.core.cases import case_from
    from greenlang.core.provenance import audit
    from greenlang.core.records import Record
    from greenlang.core.verify import verify

    performance = agent("exchanger").analysis("performance")
    short = case_from(performance.case, constant(performance.example))
    long = case_from(performance.case, performance.example)
    record: Record = audit(performance.run, short).record
    seconds = best(lambda: audit(performance.run, short), 20, 200)
    verified = best(lambda: verify(record), 20, 50)
    example = best(lambda: audit(performance.run, long), 10, 200)
    print(f"# {verify(record).steps} steps; the example in plant units: {1.0 / example:.0f} 1/s")
    return {
        "audit_performance_per_s": (1.0 / seconds, "1/s"),
        "verify_ms": (1e3 * verified, "ms"),
    }


def constant(example: object) -> dict[str, object]:
    """The example with a heat capacity for each side and SI numbers."""
    if not isinstance(example, dict):
        raise TypeError(f"an example is a mapping, not {example!r}")
    sides = (
        ("hot", "2500", ("493.15", "433.15", "60")),
        ("cold", "2382", ("393.15", "428.15", "108.333")),
    )
    streams = {
        name: {
            "fluid": {"kind": "constant", "cp": cp},
            "t_in": state[0],
            "t_out": state[1],
            "m": state[2],
            "sigma_t_in": "0.5",
            "sigma_t_out": "0.5",
            "sigma_flow": "0.02",
        }
        for name, cp, state in sides
    }
    plain = {
        "area": "560",
        "u_clean": "450",
        "sigma_u_clean": "20",
        "q_design": "9.8e6",
        "r_f_design": "8e-4",
    }
    return {**example, **streams, **plain}


def vectorised() -> Figures:
    """The same method on arrays of 16 384 rows, petroleum on both sides, band included."""
    from greenlang.agents.exchanger.cases import PerformanceCase, Stream
    from greenlang.agents.exchanger.method.performance import performance
    from greenlang.library.fluids.kinds import Petroleum

    draw = np.random.default_rng(1)

    def stream(api: float, watson: float, warm: float, cool: float, m: float) -> Stream:
        return Stream(
            Petroleum(api=api, watson_k=watson),
            t_in=warm + draw.normal(0.0, 0.5, ROWS),
            t_out=cool + draw.normal(0.0, 0.5, ROWS),
            m=m * (1.0 + draw.normal(0.0, 0.02, ROWS)),
            sigma_t_in=0.5,
            sigma_t_out=0.5,
            sigma_flow=0.02,
        )

    case = PerformanceCase(
        stream(30.0, 11.7, 493.15, 433.15, 60.0),
        stream(34.0, 11.8, 393.15, 428.15, 108.3),
        560.0,
        u_clean=450.0,
        sigma_u_clean=20.0,
        q_design=9.8e6,
        r_f_design=8e-4,
    )
    fresh = ROWS / best(lambda: performance(case), 200)
    _kept_memory()
    rows = ROWS / best(lambda: performance(case), 400)
    bad = int(np.count_nonzero(np.isnan(np.asarray(performance(case).r_f))))
    print(f"# {bad} rows of {ROWS} without a value; in a young process {fresh:.3g} rows/s")
    return {"vector_performance_rows_per_s": (rows, "rows/s")}


def _kept_memory() -> None:
    """Free one large array, as every process has that read a history.

    The C library then keeps what is freed, and chunks need no new pages from the system each time.
    """
    large = np.empty(4 * 1024 * 1024 - 4096)
    large.fill(0.0)
    del large


def steam() -> Figures:
    """Enthalpy of region 2 over pressure and temperature."""
    from greenlang.library.steam import region2

    draw = np.random.default_rng(1)
    p, t = draw.uniform(1e5, 15e6, ROWS), draw.uniform(650.0, 1073.0, ROWS)
    _kept_memory()
    points = ROWS / best(lambda: region2.enthalpy(p, t), 300)
    return {"if97_h_pt_points_per_s": (points, "points/s")}
