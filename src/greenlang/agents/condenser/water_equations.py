"""What cooling water may leave on the tubes, and limits of its analysis."""

from greenlang.core.equations import equation
from greenlang.core.maths import select
from greenlang.core.units import Kelvin, M2KelvinPerWatt, Ratio, WattPerM2


@equation("T_w", "resistances in series", empirical=True,
          at=(("300", "27000", "1.6e-4"), ("310", "20000", "2.4e-4")))  # fmt: skip
def wall_temperature(t: Kelvin, flux: WattPerM2, r: M2KelvinPerWatt) -> Kelvin:
    """Temperature of the wall under film and deposit, where scale forms first."""
    return t + flux * r


@equation("x/x_lim", "definition", guards=("limit > 0: a limit above 0 is needed",),
          at=(("120", "150"), ("1", "2")))  # fmt: skip
def share_of_limit(measured: Ratio, limit: Ratio) -> Ratio:
    """What was measured over its limit."""
    return measured / limit


@equation("1|0", "definition", at=(("120", "150"), ("160", "150")))
def kept(measured: Ratio, limit: Ratio) -> Ratio:
    """1 where a value is within its limit, 0 beyond it."""
    return select(measured > limit, lambda: 0, lambda: 1)


@equation("kept", "mean of the marks", at=(("3", "1", "1", "0"), ("1", "1")))
def share_kept(number: Ratio, *marks: Ratio) -> Ratio:
    """Share of the limits that is kept: `chemistry` of the health index."""
    return sum(marks) / number
