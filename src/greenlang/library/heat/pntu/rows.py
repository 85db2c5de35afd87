"""P of air coolers with few rows: fluid 1 is the air, unmixed; the tube fluid is mixed in each row.

K is the effectiveness of the air over one row. All forms hold at N = 0 and at R = 0.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import exp, expm1, phi
from greenlang.core.units import Ratio

ROHSENOW = "Rohsenow, Hartnett & Cho, Handbook of Heat Transfer, 3rd ed. (1998), chapter 17"
K_R = (("0.4", "0.8"), ("0.6", "1"), ("0.01", "3"), ("1", "0.5"), ("0.5", "0"))


@equation("K", ROHSENOW, at=(("2", "3"), ("0.01", "4")))
def row(n: Ratio, rows: Ratio) -> Ratio:
    """Effectiveness of the air over one row, N transfer units in all rows."""
    return -expm1(-n / rows)


@equation("P", ROHSENOW, at=K_R)
def two_rows(k: Ratio, r: Ratio) -> Ratio:
    """Two rows, the tube fluid split over them: one pass."""
    return 2 * k * phi(2 * k * r) - k**2 * exp(-2 * k * r)


@equation("P", ROHSENOW, at=K_R)
def three_rows(k: Ratio, r: Ratio) -> Ratio:
    """Three rows, the tube fluid split over them: one pass."""
    return 3 * k * phi(3 * k * r) - k**2 * exp(-3 * k * r) * (3 - k + 3 * k**2 * r / 2)


@equation("P", ROHSENOW, at=K_R)
def four_rows(k: Ratio, r: Ratio) -> Ratio:
    """Four rows, the tube fluid split over them: one pass."""
    return 4 * k * phi(4 * k * r) - k**2 * exp(-4 * k * r) * (
        6 - 4 * k + k**2 + 4 * k**2 * r * (2 - k) + 8 * k**4 * r**2 / 3
    )


@equation("P", ROHSENOW, at=K_R)
def five_rows(k: Ratio, r: Ratio) -> Ratio:
    """Five rows, the tube fluid split over them: one pass."""
    return 5 * k * phi(5 * k * r) - k**2 * exp(-5 * k * r) * (
        10
        - 10 * k
        + 5 * k**2
        - k**3
        + 5 * k**2 * r / 2 * (10 - 10 * k + 3 * k**2)
        + 25 * k**4 * r**2 / 6 * (5 - 3 * k)
        + 125 * k**6 * r**3 / 24
    )


@equation("P", ROHSENOW, at=K_R)
def two_passes(k: Ratio, r: Ratio) -> Ratio:
    """Two rows, two tube passes, counter-cross."""
    return k * (2 - k) * phi(-2 * k * r) / (k / 2 + (1 - k / 2) * exp(2 * k * r))


@equation("P", ROHSENOW, at=K_R)
def three_passes(k: Ratio, r: Ratio) -> Ratio:
    """Three rows, three tube passes, counter-cross."""
    return (
        k**2 * (1 - k / 4) * phi(-k * r)
        - k**2 * (1 - k / 2) * exp(k * r)
        + 3 * k * (1 - k / 2) ** 2 * phi(-3 * k * r)
    ) / (k * (1 - k / 4 - r * k * (1 - k / 2)) * exp(k * r) + (1 - k / 2) ** 2 * exp(3 * k * r))


@equation("P", ROHSENOW, at=K_R)
def four_passes(k: Ratio, r: Ratio) -> Ratio:
    """Four rows, four tube passes, counter-cross."""
    return (
        2 * k**2 * (1 - k / 2) * phi(-2 * k * r)
        - 2 * k**2 * (1 - k / 2) ** 2 * exp(2 * k * r)
        + 4 * k * (1 - k / 2) ** 3 * phi(-4 * k * r)
    ) / (
        k / 2 * (1 - k / 2 + k**2 / 4)
        + k * (1 - k / 2) * (1 - 2 * r * k * (1 - k / 2)) * exp(2 * k * r)
        + (1 - k / 2) ** 3 * exp(4 * k * r)
    )


@equation("P", ROHSENOW, at=K_R)
def five_passes(k: Ratio, r: Ratio) -> Ratio:
    """Five rows, five tube passes, counter-cross."""
    return (
        k**2 * (1 - 3 * k / 4 + k**2 / 2 - k**3 / 8) * phi(-k * r)
        - k**2 * (1 - k + 3 * k**2 / 4 - k**3 / 4 - r * k**2 * (1 - k / 2) ** 2 / 2) * exp(k * r)
        + 3 * k**2 * (1 - 3 * k / 4 + k**3 / 16) * phi(-3 * k * r)
        - 3 * k**2 * (1 - k / 2) ** 3 * exp(3 * k * r)
        + 5 * k * (1 - k / 2) ** 4 * phi(-5 * k * r)
    ) / (
        (
            k * (1 - 3 * k / 4 + k**2 / 2 - k**3 / 8)
            - r * k**2 * (1 - k + 3 * k**2 / 4 - k**3 / 4 - r * k**2 * (1 - k / 2) ** 2 / 2)
        )
        * exp(k * r)
        + (k * (1 - 3 * k / 4 + k**3 / 16) - 3 * r * k**2 * (1 - k / 2) ** 3) * exp(3 * k * r)
        + (1 - k / 2) ** 4 * exp(5 * k * r)
    )


@equation("P", ROHSENOW, at=K_R)
def four_rows_two_passes(k: Ratio, r: Ratio) -> Ratio:
    """Four rows, two tube passes of two rows each, counter-cross."""
    return (
        k**3 * (4 - k + 2 * r * k**2) / 2
        + 4 * k * (1 - k * (1 - k / 2 + k**2 / 8)) * phi(-4 * k * r)
        - 2 * k**2
        - r * k**4
    ) / (
        r * k**3 * (4 - k + 2 * r * k**2) / 2
        + k * (1 - k / 2 + k**2 / 8)
        + (1 - k * (1 - k / 2 + k**2 / 8)) * exp(4 * k * r)
    )
