"""Small lasting shifts in a short series: the tabular cumulative sum of Page (1954)."""

from greenlang.core.equations import equation
from greenlang.core.maths import larger, sqrt
from greenlang.core.units import Ratio

PAGE = "Page, Biometrika 41 (1954) 100; Montgomery & Runger (2003), eq. 16-30 and 16-31"


@equation("S_H", PAGE, at=(("1.5", "0.5", "0"), ("-0.4", "0.5", "1.2")))
def upper_sum(z: Ratio, k: Ratio, before: Ratio) -> Ratio:
    """What lies above the base by more than k, added up; 0 where that is used up."""
    return larger(z - k + before, 0)


@equation("S_L", PAGE, at=(("-1.5", "0.5", "0"), ("0.4", "0.5", "1.2")))
def lower_sum(z: Ratio, k: Ratio, before: Ratio) -> Ratio:
    """What lies below the base by more than k, added up; 0 where that is used up."""
    return larger(before - k - z, 0)


@equation("0", PAGE, at=(("1.5",), ("-2",)))
def nothing(z: Ratio) -> Ratio:
    """A sum that has not begun."""
    return z - z


@equation("x̄", "arithmetic mean", guards=("n > 0: a mean needs a value",),
          at=(("28", "14"), ("3", "7")))  # fmt: skip
def mean_of(total: Ratio, n: Ratio) -> Ratio:
    """Mean of n values."""
    return total / n


@equation("(x-x̄)²", "JCGM 100:2008 (GUM), 4.2.2", at=(("3", "2.5"), ("1", "2")))
def squared_deviation(x: Ratio, mean: Ratio) -> Ratio:
    """Square of a value's distance from the mean."""
    return (x - mean) ** 2


@equation("s", "JCGM 100:2008 (GUM), 4.2.2", guards=("n > 1: a scatter needs two values",),
          at=(("28", "14"), ("3", "7")))  # fmt: skip
def scatter_of(squares: Ratio, n: Ratio) -> Ratio:
    """Experimental standard deviation of n values."""
    return sqrt(squares / (n - 1))


@equation("z", "standardised value", guards=("sigma > 0: a standard uncertainty is positive",),
          at=(("3", "2.5", "0.2"), ("1", "2", "0.5")))  # fmt: skip
def standardised(x: Ratio, mean: Ratio, sigma: Ratio) -> Ratio:
    """Distance from the mean in standard uncertainties."""
    return (x - mean) / sigma


@equation("Δ", "a distance in the unit of the series", at=(("3", "0.2"), ("-1", "0.5")))
def in_unit(z: Ratio, sigma: Ratio) -> Ratio:
    """A distance in standard uncertainties as one in the unit of the series."""
    return z * sigma
