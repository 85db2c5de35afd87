"""Borders of the twenty-six subregions around the critical point, as temperatures at a pressure."""

from greenlang.core.equations import equation
from greenlang.core.maths import ln
from greenlang.core.tables import power_sum
from greenlang.core.units import Kelvin, Pascal

RELEASE = "IAPWS SR5-05(2016), Eqs. 1 to 3, Table 1"


@equation("T_3ab", RELEASE, at=(("40e6",), ("39.7e6",)), empirical=True)
def border_ab(p: Pascal) -> Kelvin:
    """Temperature between subregions 3a and 3b."""
    return power_sum("if97/t3ab", ln(p / 1e6))


@equation("T_3cd", RELEASE, at=(("25e6",), ("24.7e6",)), empirical=True)
def border_cd(p: Pascal) -> Kelvin:
    """Temperature between subregions 3c and 3d."""
    return power_sum("if97/t3cd", p / 1e6)


@equation("T_3gh", RELEASE, at=(("23e6",), ("22.7e6",)), empirical=True)
def border_gh(p: Pascal) -> Kelvin:
    """Temperature between subregions 3g and 3h."""
    return power_sum("if97/t3gh", p / 1e6)


@equation("T_3ij", RELEASE, at=(("23e6",), ("22.7e6",)), empirical=True)
def border_ij(p: Pascal) -> Kelvin:
    """Temperature between subregions 3i and 3j."""
    return power_sum("if97/t3ij", p / 1e6)


@equation("T_3jk", RELEASE, at=(("23e6",), ("22.7e6",)), empirical=True)
def border_jk(p: Pascal) -> Kelvin:
    """Temperature between subregions 3j and 3k."""
    return power_sum("if97/t3jk", p / 1e6)


@equation("T_3mn", RELEASE, at=(("22.8e6",), ("22.5e6",)), empirical=True)
def border_mn(p: Pascal) -> Kelvin:
    """Temperature between subregions 3m and 3n."""
    return power_sum("if97/t3mn", p / 1e6)


@equation("T_3op", RELEASE, at=(("22.8e6",), ("22.5e6",)), empirical=True)
def border_op(p: Pascal) -> Kelvin:
    """Temperature between subregions 3o and 3p."""
    return power_sum("if97/t3op", ln(p / 1e6))


@equation("T_3qu", RELEASE, at=(("22e6",), ("21.7e6",)), empirical=True)
def border_qu(p: Pascal) -> Kelvin:
    """Temperature between subregions 3q and 3u."""
    return power_sum("if97/t3qu", p / 1e6)


@equation("T_3rx", RELEASE, at=(("22e6",), ("21.7e6",)), empirical=True)
def border_rx(p: Pascal) -> Kelvin:
    """Temperature between subregions 3r and 3x."""
    return power_sum("if97/t3rx", p / 1e6)


@equation("T_3uv", RELEASE, at=(("22.3e6",), ("22.0e6",)), empirical=True)
def border_uv(p: Pascal) -> Kelvin:
    """Temperature between subregions 3u and 3v."""
    return power_sum("if97/t3uv", p / 1e6)


@equation("T_3wx", RELEASE, at=(("22.3e6",), ("22.0e6",)), empirical=True)
def border_wx(p: Pascal) -> Kelvin:
    """Temperature between subregions 3w and 3x."""
    return power_sum("if97/t3wx", ln(p / 1e6))


@equation("T_3ef", RELEASE, at=(("40e6",), ("23e6",)), empirical=True)
def border_ef(p: Pascal) -> Kelvin:
    """Temperature between subregions 3e and 3f: the tangent of the saturation line at its end."""
    return 3.727888004 * (p / 1e6 - 22.064) + 647.096
