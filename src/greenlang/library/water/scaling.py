"""Indices of scale by calcium carbonate, from the circulating water as analysed.

Not from make-up times cycles: pH and alkalinity do not concentrate in proportion. Concentrations
are kg/m3 (1 mg/l is 0.001), calcium and alkalinity as CaCO3. At the wall take the wall's
temperature. The closed form lies within 0.1 of the tables (pH 6.85 for 6.77 in UFC's example).
"""

from greenlang.core.equations import equation
from greenlang.core.maths import log10
from greenlang.core.units import Kelvin, KgPerM3, Ratio

CARRIER = "Langelier's pH of saturation, closed form in common use (Carrier System Design Manual 5)"
UFC = "UFC 3-240-13FN (25 May 2005), appendix B"
PUCKORIUS = "Puckorius & Brooke, Corrosion 47 (1991) 280-284; UFC 3-240-13FN prints 1.485 for 1.465"
ABOVE = "an analysis is above zero; give mg/l as CaCO3"


@equation(
    "pH_s", CARRIER,
    guards=(f"tds > 0: {ABOVE}", f"calcium > 0: {ABOVE}", f"alkalinity > 0: {ABOVE}"),
    valid={"t": ("273.15", "363.15"), "tds": ("0.01", "10")},
    at=(("322.04", "1", "0.5", "0.1"), ("298.15", "0.3", "0.1", "0.2")), empirical=True,
)  # fmt: skip
def ph_saturation(t: Kelvin, tds: KgPerM3, calcium: KgPerM3, alkalinity: KgPerM3) -> Ratio:
    """The pH at which water is just saturated with calcium carbonate."""
    return (
        9.3
        + (log10(1000 * tds) - 1) / 10
        + 34.55
        - 13.12 * log10(t)
        - (log10(1000 * calcium) - 0.4)
        - log10(1000 * alkalinity)
    )


@equation("LSI", UFC, at=(("8.2", "6.77"), ("7", "7")))
def langelier(ph: Ratio, ph_s: Ratio) -> Ratio:
    """Langelier's index: above 0 scale can form, below 0 it dissolves."""
    return ph - ph_s


@equation("RSI", UFC, at=(("8.2", "6.77"), ("7", "7")))
def ryznar(ph: Ratio, ph_s: Ratio) -> Ratio:
    """Ryznar's index: scale below 6, dissolution above 7."""
    return 2 * ph_s - ph


@equation("pH_eq", PUCKORIUS, guards=(f"alkalinity > 0: {ABOVE}",), at=(("0.1",), ("0.3",)),
          empirical=True)  # fmt: skip
def ph_equilibrium(alkalinity: KgPerM3) -> Ratio:
    """The pH that cooling water of this alkalinity takes in a tower."""
    return 1.465 * log10(1000 * alkalinity) + 4.54


@equation("PSI", PUCKORIUS, at=(("7.47", "6.77"), ("7", "7")))
def puckorius(ph_eq: Ratio, ph_s: Ratio) -> Ratio:
    """Puckorius' index: scale below 6, dissolution above 7; for towers better than the others."""
    return 2 * ph_s - ph_eq
