"""What states and events of one zone are found from: values by day or by hour, NaN where none.

A plant has of them what it has; a column without a value means "not seen". Every `sigma` is the
standard uncertainty of one value, random part. SI; T rows, B waterboxes.
"""

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """One value a row with its standard uncertainty: (T,), or (T, B) by waterbox."""

    x: Floats
    sigma: Floats

    @property
    def seen(self) -> Bools:
        """Where there is a value."""
        return np.asarray(np.isfinite(self.x) & (self.sigma > 0.0))

    def any(self) -> bool:
        """Whether the plant measures it at all."""
        return bool(self.seen.any())


@dataclass(frozen=True)
class Signals:
    """One zone of a condenser over time.

    `time` (T,): days since 1970 at the middle of each row, in even steps. `r` = 1/U - 1/U_clean as
    measured, before air and gauge errors are taken off; `pressure_share` dr/dp of the gauge,
    m2 K/(W Pa). `kappa` is the waterbox pressure drop over that of the clean box at equal flow,
    `rise_excess` the cooling-water rise over that expected at the same duty. `depression` is
    T_s - T_vent, `hood` p_c - psat(T_hood), `hotwell` p_c - psat(T_hotwell), `suction_loss` p_c -
    p_suction, `oxygen` dissolved less that in equilibrium (share), `flow_share` flow over that of
    the running pumps' curve. `air_limit` is the air that the vacuum pumps could carry at p.
    """

    boxes: tuple[str, ...]
    time: Floats
    t_s: Floats
    load: Floats
    q: Floats
    r: Column
    pressure_share: Floats
    vacuum_pumps: Floats
    box_on: Bools
    kappa: Column
    rise_excess: Column
    depression: Column
    m_air: Column
    subcooling: Column
    oxygen: Column
    suction_loss: Column
    hood: Column
    hotwell: Column
    flow_share: Column
    t_in: Floats = field(default_factory=lambda: np.zeros(0))
    v: Floats = field(default_factory=lambda: np.zeros(0))
    air_limit: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        """Shapes are checked once, where a wrong one is made."""
        rows, boxes = len(self.time), len(self.boxes)
        for each in fields(self):
            value = getattr(self, each.name)
            shape = getattr(value, "x", value)
            if isinstance(shape, np.ndarray) and shape.size and len(shape) != rows:
                raise ValueError(f"{each.name} has {len(shape)} rows, time has {rows}")
        if self.r.x.shape != (rows, boxes):
            raise ValueError(f"r is {self.r.x.shape}, not {(rows, boxes)}")
