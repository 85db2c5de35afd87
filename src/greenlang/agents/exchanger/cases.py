"""What an engineer gives to an analysis of one exchanger, and what comes back.

Every number may be a text with its unit, such as "150 degF" or "350 gpm"; a bare number is SI.
"""

from dataclasses import dataclass
from typing import Literal

from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M2KelvinPerWatt,
    M3PerSecond,
    Ratio,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)
from greenlang.library.fluids.kinds import Constant, Curve, Petroleum, Pure, Table, Water

Arrangement = Literal[
    "counterflow", "parallel", "E 1-2", "E 1-4", "E 1-6", "E 1-8", "E 1-10", "E 1-12",
    "crossflow both unmixed", "crossflow fluid 1 mixed", "crossflow fluid 2 mixed",
    "crossflow both mixed",
    "E 1-1", "E 1-3", "E 1-3 one counterflow pass", "F 2-2", "F 2-4",
    "G 1-1", "G 1-2", "G 1-2 parallel", "H 1-1", "H 1-2", "H 1-2 parallel", "J 1-1", "J 1-2",
    "J 1-4", "K", "X 1-1", "X 1-2", "X 1-4", "double pipe",
    "air 1/1", "air 2/1", "air 3/1", "air 4/1", "air 5/1",
    "air 2/2", "air 3/3", "air 4/4", "air 5/5", "air 4/2",
    "plate 1/1", "plate 1/2", "plate 1/3", "plate 1/4",
    "plate 2/1", "plate 2/2", "plate 2/3", "plate 2/4",
    "plate 3/1", "plate 3/2", "plate 3/3", "plate 3/4",
    "plate 4/1", "plate 4/2", "plate 4/3", "plate 4/4",
    "plate 1/1 other start", "plate 1/3 other start", "plate 2/2 other start",
    "plate 3/1 other start", "plate 3/3 other start", "plate 4/4 other start",
    "plate 2/2 parallel", "plate 2/3 parallel", "plate 2/4 parallel",
    "plate 3/2 parallel", "plate 3/3 parallel", "plate 3/4 parallel",
    "plate 4/2 parallel", "plate 4/3 parallel", "plate 4/4 parallel",
    "plate 2/2 parallel other start", "plate 3/3 parallel other start",
    "plate 4/4 parallel other start",
]  # fmt: skip


@dataclass(frozen=True)
class Stream:
    """One side. Give its flow by mass `m` or by volume `v`; one value of the six may be missing.

    `v_at` is the temperature at which the volume counts, none for line conditions (the inlet).
    Standard uncertainties not given are assumed: 1 K or 0.5 % of the reading in degC, 2 % of flow.
    """

    fluid: Petroleum | Constant | Table | Curve | Water | Pure
    t_in: Kelvin | None = None
    t_out: Kelvin | None = None
    m: KgPerSecond | None = None
    v: M3PerSecond | None = None
    v_at: Kelvin | None = None
    sigma_t_in: KelvinDiff | None = None
    sigma_t_out: KelvinDiff | None = None
    sigma_flow: Ratio | None = None


@dataclass(frozen=True)
class PerformanceCase:
    """One steady state of one exchanger; `shells` equal shells in series share the area.

    `shell_side` says which stream is fluid 1 (in an air cooler: the air). Without `u_clean` there
    is no fouling resistance. An open heat balance (|z| > 3) is refused unless `balance` says
    "flag".
    """

    hot: Stream
    cold: Stream
    area: SquareMetre
    arrangement: Arrangement = "E 1-2"
    shells: int = 1
    shell_side: Literal["hot", "cold"] = "hot"
    u_clean: WattPerM2Kelvin | None = None
    sigma_u_clean: WattPerM2Kelvin | None = None
    q_loss: Watt | None = None
    q_design: Watt | None = None
    r_f_design: M2KelvinPerWatt | None = None
    balance: Literal["refuse", "flag"] = "refuse"


@dataclass(frozen=True)
class Shares:
    """Share of each input in the variance of R_f (of U, without a clean coefficient)."""

    t_hot_in: Ratio
    t_hot_out: Ratio
    t_cold_in: Ratio
    t_cold_out: Ratio
    m_hot: Ratio
    m_cold: Ratio
    u_clean: Ratio | None = None


@dataclass(frozen=True)
class Performance:
    """What the measured state says; `*_sigma` are standard uncertainties."""

    q_hot: Watt
    q_cold: Watt
    q: Watt
    imbalance: Ratio | None
    z: Ratio | None
    approach_hot_end: KelvinDiff
    approach_cold_end: KelvinDiff
    lmtd: KelvinDiff
    f: Ratio
    p: Ratio
    r: Ratio
    c_r: Ratio
    ntu: Ratio
    effectiveness: Ratio
    ua: WattPerKelvin
    u: WattPerM2Kelvin
    u_sigma: WattPerM2Kelvin | None
    condition: Ratio
    u_clean: WattPerM2Kelvin | None
    r_f: M2KelvinPerWatt | None
    r_f_sigma: M2KelvinPerWatt | None
    r_f_ratio: Ratio | None
    cleanliness: Ratio | None
    q_ratio: Ratio | None
    t_hot_in: Kelvin
    t_hot_out: Kelvin
    t_cold_in: Kelvin
    t_cold_out: Kelvin
    m_hot: KgPerSecond
    m_cold: KgPerSecond
    shares: Shares | None
    flags: tuple[str, ...] = ()
