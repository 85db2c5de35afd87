"""P(N, R) of plate packs with 1 to 4 passes of either fluid, linked from blocks of plain flow."""

from greenlang.core.equations import equation
from greenlang.core.networks import plate_passes
from greenlang.core.units import Ratio
from greenlang.library.heat.pntu.forward import KANDLIKAR_SHAH

BLOCKS = (
    ("0.45", "0.4", "0.8", "2", "3", "0", "0"),
    ("0.5", "0.43", "1", "4", "4", "0", "1"),
    ("0.3", "0.28", "2", "3", "4", "1", "0"),
    ("0.3", "0.28", "0", "3", "3", "1", "1"),
)


@equation("N'", KANDLIKAR_SHAH, at=(("2", "3"), ("0.1", "4")))
def block_units(n: Ratio, passes_1: Ratio) -> Ratio:
    """Transfer units of a block: a pass of fluid 1 has all its flow on a part of the surface."""
    return n / passes_1


@equation("R'", KANDLIKAR_SHAH, at=(("0.8", "2", "3"), ("1", "4", "1")))
def block_ratio(r: Ratio, passes_1: Ratio, passes_2: Ratio) -> Ratio:
    """Capacity ratio of the parts of both streams that meet in a block."""
    return r * passes_1 / passes_2


@equation("P", KANDLIKAR_SHAH, at=BLOCKS)
def plate(
    p_counter: Ratio,
    p_parallel: Ratio,
    r: Ratio,
    passes_1: Ratio,
    passes_2: Ratio,
    order: Ratio,
    start: Ratio,
) -> Ratio:
    """Plate pack, the linear equations of its passes solved; from 40 channels, else end effects.

    order 0: the fluids enter at opposite ends (overall counterflow), 1: at the same end; start 0:
    the direction of the passes with more counterflow (order 0) or parallel flow (order 1).
    """
    return plate_passes(p_counter, p_parallel, r, passes_1, passes_2, order, start)
