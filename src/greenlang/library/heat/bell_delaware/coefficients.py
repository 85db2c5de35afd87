"""Coefficients of the ideal tube bank, each chosen by the Reynolds number in a step of its own.

j = a1 (1.33 Do/Pt)^a Re^a2 with a = a3/(1 + 0.14 Re^a4), f alike with b. 60 degrees takes the rows
of 30. Some books print a1 = 0.498 for 1.498 at 45 degrees: a misprint, j would jump by 67 % at Re
10. The other seams: up to 0.9 %, but 4 % at 1e3 for 45 and 5.4 % at 1e4 for 90 degrees.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import exp, ln, select
from greenlang.core.units import Metre, Ratio
from greenlang.library.heat.bell_delaware.geometry import TABOREK

RANGE = {"re": ("1", "1e5")}
EACH_ROW = (("5",), ("50",), ("500",), ("5e3",), ("5e4",))


@equation("a_1", TABOREK, valid=RANGE, at=EACH_ROW)
def j_factor_30(re: Ratio) -> Ratio:
    """Factor of j, 30 degrees (and 60)."""
    return select(
        re < 10,
        lambda: 1.400,
        lambda: select(
            re < 100, lambda: 1.360, lambda: select(re < 1e3, lambda: 0.593, lambda: 0.321)
        ),
    )


@equation("a_2", TABOREK, at=EACH_ROW)
def j_exponent_30(re: Ratio) -> Ratio:
    """Exponent of Re in j, 30 degrees (and 60)."""
    return select(
        re < 10,
        lambda: -0.667,
        lambda: select(
            re < 100, lambda: -0.657, lambda: select(re < 1e3, lambda: -0.477, lambda: -0.388)
        ),
    )


@equation("b_1", TABOREK, at=EACH_ROW)
def f_factor_30(re: Ratio) -> Ratio:
    """Factor of f, 30 degrees (and 60)."""
    return select(
        re < 10,
        lambda: 48.0,
        lambda: select(
            re < 100,
            lambda: 45.1,
            lambda: select(
                re < 1e3, lambda: 4.57, lambda: select(re < 1e4, lambda: 0.486, lambda: 0.372)
            ),
        ),
    )


@equation("b_2", TABOREK, at=EACH_ROW)
def f_exponent_30(re: Ratio) -> Ratio:
    """Exponent of Re in f, 30 degrees (and 60)."""
    return select(
        re < 10,
        lambda: -1.000,
        lambda: select(
            re < 100,
            lambda: -0.973,
            lambda: select(
                re < 1e3, lambda: -0.476, lambda: select(re < 1e4, lambda: -0.152, lambda: -0.123)
            ),
        ),
    )


@equation("a_1", TABOREK, valid=RANGE, at=EACH_ROW)
def j_factor_45(re: Ratio) -> Ratio:
    """Factor of j, 45 degrees."""
    return select(
        re < 10,
        lambda: 1.550,
        lambda: select(
            re < 100, lambda: 1.498, lambda: select(re < 1e3, lambda: 0.730, lambda: 0.370)
        ),
    )


@equation("a_2", TABOREK, at=EACH_ROW)
def j_exponent_45(re: Ratio) -> Ratio:
    """Exponent of Re in j, 45 degrees."""
    return select(
        re < 10,
        lambda: -0.667,
        lambda: select(
            re < 100, lambda: -0.656, lambda: select(re < 1e3, lambda: -0.500, lambda: -0.396)
        ),
    )


@equation("b_1", TABOREK, at=EACH_ROW)
def f_factor_45(re: Ratio) -> Ratio:
    """Factor of f, 45 degrees."""
    return select(
        re < 10,
        lambda: 32.0,
        lambda: select(
            re < 100,
            lambda: 26.2,
            lambda: select(
                re < 1e3, lambda: 3.50, lambda: select(re < 1e4, lambda: 0.333, lambda: 0.303)
            ),
        ),
    )


@equation("b_2", TABOREK, at=EACH_ROW)
def f_exponent_45(re: Ratio) -> Ratio:
    """Exponent of Re in f, 45 degrees."""
    return select(
        re < 10,
        lambda: -1.000,
        lambda: select(
            re < 100,
            lambda: -0.913,
            lambda: select(
                re < 1e3, lambda: -0.476, lambda: select(re < 1e4, lambda: -0.136, lambda: -0.126)
            ),
        ),
    )


@equation("a_1", TABOREK, valid=RANGE, at=EACH_ROW)
def j_factor_90(re: Ratio) -> Ratio:
    """Factor of j, 90 degrees."""
    return select(
        re < 10,
        lambda: 0.970,
        lambda: select(
            re < 100,
            lambda: 0.900,
            lambda: select(
                re < 1e3, lambda: 0.408, lambda: select(re < 1e4, lambda: 0.107, lambda: 0.370)
            ),
        ),
    )


@equation("a_2", TABOREK, at=EACH_ROW)
def j_exponent_90(re: Ratio) -> Ratio:
    """Exponent of Re in j, 90 degrees."""
    return select(
        re < 10,
        lambda: -0.667,
        lambda: select(
            re < 100,
            lambda: -0.631,
            lambda: select(
                re < 1e3, lambda: -0.460, lambda: select(re < 1e4, lambda: -0.266, lambda: -0.395)
            ),
        ),
    )


@equation("b_1", TABOREK, at=EACH_ROW)
def f_factor_90(re: Ratio) -> Ratio:
    """Factor of f, 90 degrees."""
    return select(
        re < 10,
        lambda: 35.0,
        lambda: select(
            re < 100,
            lambda: 32.1,
            lambda: select(
                re < 1e3, lambda: 6.09, lambda: select(re < 1e4, lambda: 0.0815, lambda: 0.391)
            ),
        ),
    )


@equation("b_2", TABOREK, at=EACH_ROW)
def f_exponent_90(re: Ratio) -> Ratio:
    """Exponent of Re in f, 90 degrees."""
    return select(
        re < 10,
        lambda: -1.000,
        lambda: select(
            re < 100,
            lambda: -0.963,
            lambda: select(
                re < 1e3, lambda: -0.602, lambda: select(re < 1e4, lambda: 0.022, lambda: -0.148)
            ),
        ),
    )


@equation("a", TABOREK, at=(("10",), ("3",)))
def j_spread_30(ln_re: Ratio) -> Ratio:
    """Exponent of 1.33 Do/Pt in j, 30 degrees (and 60)."""
    return 1.450 / (1 + 0.14 * exp(0.519 * ln_re))


@equation("b", TABOREK, at=(("10",), ("3",)))
def f_spread_30(ln_re: Ratio) -> Ratio:
    """Exponent of 1.33 Do/Pt in f, 30 degrees (and 60)."""
    return 7.00 / (1 + 0.14 * exp(0.500 * ln_re))


@equation("a", TABOREK, at=(("10",), ("3",)))
def j_spread_45(ln_re: Ratio) -> Ratio:
    """Exponent of 1.33 Do/Pt in j, 45 degrees."""
    return 1.930 / (1 + 0.14 * exp(0.500 * ln_re))


@equation("b", TABOREK, at=(("10",), ("3",)))
def f_spread_45(ln_re: Ratio) -> Ratio:
    """Exponent of 1.33 Do/Pt in f, 45 degrees."""
    return 6.59 / (1 + 0.14 * exp(0.520 * ln_re))


@equation("a", TABOREK, at=(("10",), ("3",)))
def j_spread_90(ln_re: Ratio) -> Ratio:
    """Exponent of 1.33 Do/Pt in j, 90 degrees."""
    return 1.187 / (1 + 0.14 * exp(0.370 * ln_re))


@equation("b", TABOREK, at=(("10",), ("3",)))
def f_spread_90(ln_re: Ratio) -> Ratio:
    """Exponent of 1.33 Do/Pt in f, 90 degrees."""
    return 6.30 / (1 + 0.14 * exp(0.378 * ln_re))


@equation("ln Re", "definition", guards=("re > 0: there is no flow",), at=(("20453",), ("5",)))
def ln_reynolds(re: Ratio) -> Ratio:
    """Natural logarithm of the Reynolds number, which j and f share."""
    return ln(re)


@equation("ln p", TABOREK, at=(("0.0254", "0.03175"), ("0.01905", "0.0254")))
def ln_closeness(d_o: Metre, pitch: Metre) -> Ratio:
    """Logarithm of 1.33 Do/Pt, which j and f share."""
    return ln(1.33 * d_o / pitch)


@equation("j", TABOREK, at=(("0.37", "-0.395", "0.2", "9.9", "0.06"),))
def bank(factor: Ratio, exponent: Ratio, spread: Ratio, ln_re: Ratio, ln_p: Ratio) -> Ratio:
    """Factor j or f of the ideal tube bank: a1 (1.33 Do/Pt)^a Re^a2."""
    return factor * exp(spread * ln_p + exponent * ln_re)


ROWS = {
    "30": (j_factor_30, j_exponent_30, j_spread_30, f_factor_30, f_exponent_30, f_spread_30),
    "45": (j_factor_45, j_exponent_45, j_spread_45, f_factor_45, f_exponent_45, f_spread_45),
    "90": (j_factor_90, j_exponent_90, j_spread_90, f_factor_90, f_exponent_90, f_spread_90),
}
ROWS["60"] = ROWS["30"]
"""Layout -> a1, a2, a of j and b1, b2, b of f."""
