"""Specific volume from pressure and temperature around the critical point, region 3.

Twenty-six subregions, 3a to 3z, each with a backward equation of its own; in 3u to 3z, next to the
critical point, they are auxiliary. They miss the volume of the forward equation by up to 9e-6 in 3a
to 3t and 1.5 % in the others, so no state ends with them.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import exp, sqrt
from greenlang.core.tables import power_sum
from greenlang.core.units import Kelvin, M3PerKg, Pascal

RELEASE = "IAPWS SR5-05(2016)"


@equation("v", f"{RELEASE}, Table A1.1", at=(("50e6", "630"), ("80e6", "670")), empirical=True)
def volume_3a(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3a."""
    return 0.0024 * power_sum("if97/v3a", p / 100e6 - 0.085, t / 760 - 0.817)


@equation("v", f"{RELEASE}, Table A1.2", at=(("50e6", "710"), ("80e6", "750")), empirical=True)
def volume_3b(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3b."""
    return 0.0041 * power_sum("if97/v3b", p / 100e6 - 0.28, t / 860 - 0.779)


@equation("v", f"{RELEASE}, Table A1.3", at=(("20e6", "630"), ("30e6", "650")), empirical=True)
def volume_3c(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3c."""
    return 0.0022 * power_sum("if97/v3c", p / 40e6 - 0.259, t / 690 - 0.903)


@equation("v", f"{RELEASE}, Table A1.4", at=(("26e6", "656"), ("30e6", "670")), empirical=True)
def volume_3d(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3d."""
    return 0.0029 * power_sum("if97/v3d", p / 40e6 - 0.559, t / 690 - 0.939) ** 4


@equation("v", f"{RELEASE}, Table A1.5", at=(("26e6", "661"), ("30e6", "675")), empirical=True)
def volume_3e(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3e."""
    return 0.0032 * power_sum("if97/v3e", p / 40e6 - 0.587, t / 710 - 0.918)


@equation("v", f"{RELEASE}, Table A1.6", at=(("26e6", "671"), ("30e6", "690")), empirical=True)
def volume_3f(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3f."""
    return 0.0064 * power_sum("if97/v3f", sqrt(p / 40e6 - 0.587), t / 730 - 0.891) ** 4


@equation("v", f"{RELEASE}, Table A1.7", at=(("23.6e6", "649"), ("24e6", "650")), empirical=True)
def volume_3g(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3g."""
    return 0.0027 * power_sum("if97/v3g", p / 25e6 - 0.872, t / 660 - 0.971) ** 4


@equation("v", f"{RELEASE}, Table A1.8", at=(("23.6e6", "652"), ("24e6", "654")), empirical=True)
def volume_3h(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3h."""
    return 0.0032 * power_sum("if97/v3h", p / 25e6 - 0.898, t / 660 - 0.983) ** 4


@equation("v", f"{RELEASE}, Table A1.9", at=(("23.6e6", "653"), ("24e6", "655")), empirical=True)
def volume_3i(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3i."""
    return 0.0041 * power_sum("if97/v3i", sqrt(p / 25e6 - 0.91), t / 660 - 0.984) ** 4


@equation("v", f"{RELEASE}, Table A1.10", at=(("23.5e6", "655"), ("24e6", "660")), empirical=True)
def volume_3j(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3j."""
    return 0.0054 * power_sum("if97/v3j", sqrt(p / 25e6 - 0.875), t / 670 - 0.964) ** 4


@equation("v", f"{RELEASE}, Table A1.11", at=(("23e6", "660"), ("24e6", "670")), empirical=True)
def volume_3k(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3k."""
    return 0.0077 * power_sum("if97/v3k", p / 25e6 - 0.802, t / 680 - 0.935)


@equation("v", f"{RELEASE}, Table A1.12", at=(("22.6e6", "646"), ("23e6", "646")), empirical=True)
def volume_3l(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3l."""
    return 0.0026 * power_sum("if97/v3l", p / 24e6 - 0.908, t / 650 - 0.989) ** 4


@equation(
    "v", f"{RELEASE}, Table A1.13", at=(("22.6e6", "648.6"), ("22.8e6", "649.3")), empirical=True
)
def volume_3m(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3m."""
    return 0.0028 * power_sum("if97/v3m", p / 23e6 - 1.0, sqrt(sqrt(t / 650 - 0.997)))


@equation(
    "v", f"{RELEASE}, Table A1.14", at=(("22.6e6", "649"), ("22.8e6", "649.7")), empirical=True
)
def volume_3n(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3n."""
    return 0.0031 * exp(power_sum("if97/v3n", p / 23e6 - 0.976, t / 650 - 0.997))


@equation(
    "v", f"{RELEASE}, Table A1.15", at=(("22.6e6", "649.1"), ("22.8e6", "649.9")), empirical=True
)
def volume_3o(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3o."""
    return 0.0034 * power_sum("if97/v3o", sqrt(p / 23e6 - 0.974), t / 650 - 0.996)


@equation(
    "v", f"{RELEASE}, Table A1.16", at=(("22.6e6", "649.4"), ("22.8e6", "650.2")), empirical=True
)
def volume_3p(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3p."""
    return 0.0041 * power_sum("if97/v3p", sqrt(p / 23e6 - 0.972), t / 650 - 0.997)


@equation("v", f"{RELEASE}, Table A1.17", at=(("21.1e6", "640"), ("21.8e6", "643")), empirical=True)
def volume_3q(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3q."""
    return 0.0022 * power_sum("if97/v3q", p / 23e6 - 0.848, t / 650 - 0.983) ** 4


@equation("v", f"{RELEASE}, Table A1.18", at=(("21.1e6", "644"), ("21.8e6", "648")), empirical=True)
def volume_3r(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3r."""
    return 0.0054 * power_sum("if97/v3r", p / 23e6 - 0.874, t / 650 - 0.982)


@equation("v", f"{RELEASE}, Table A1.19", at=(("19.1e6", "635"), ("20e6", "638")), empirical=True)
def volume_3s(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3s."""
    return 0.0022 * power_sum("if97/v3s", p / 21e6 - 0.886, t / 640 - 0.99) ** 4


@equation("v", f"{RELEASE}, Table A1.20", at=(("17e6", "626"), ("20e6", "640")), empirical=True)
def volume_3t(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3t."""
    return 0.0088 * power_sum("if97/v3t", p / 20e6 - 0.803, t / 650 - 1.02)


@equation(
    "v", f"{RELEASE}, Table A2.1", at=(("21.5e6", "644.6"), ("22e6", "646.1")), empirical=True
)
def volume_3u(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3u."""
    return 0.0026 * power_sum("if97/v3u", p / 23e6 - 0.902, t / 650 - 0.988)


@equation(
    "v", f"{RELEASE}, Table A2.2", at=(("22.5e6", "648.6"), ("22.3e6", "647.9")), empirical=True
)
def volume_3v(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3v."""
    return 0.0031 * power_sum("if97/v3v", p / 23e6 - 0.96, t / 650 - 0.995)


@equation(
    "v", f"{RELEASE}, Table A2.3", at=(("22.15e6", "647.5"), ("22.3e6", "648.1")), empirical=True
)
def volume_3w(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3w."""
    return 0.0039 * power_sum("if97/v3w", p / 23e6 - 0.959, t / 650 - 0.995) ** 4


@equation("v", f"{RELEASE}, Table A2.4", at=(("22.11e6", "648"), ("22.3e6", "649")), empirical=True)
def volume_3x(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3x."""
    return 0.0049 * power_sum("if97/v3x", p / 23e6 - 0.91, t / 650 - 0.988)


@equation(
    "v", f"{RELEASE}, Table A2.5", at=(("22e6", "646.84"), ("22.064e6", "647.05")), empirical=True
)
def volume_3y(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3y."""
    return 0.0031 * power_sum("if97/v3y", p / 22e6 - 0.996, t / 650 - 0.994) ** 4


@equation(
    "v", f"{RELEASE}, Table A2.6", at=(("22e6", "646.89"), ("22.064e6", "647.15")), empirical=True
)
def volume_3z(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume in subregion 3z."""
    return 0.0038 * power_sum("if97/v3z", p / 22e6 - 0.993, t / 650 - 0.994) ** 4
