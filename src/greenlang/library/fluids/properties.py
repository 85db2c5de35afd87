"""One way to the properties of any fluid: h_diff, cp, rho, mu, k, and the temperature after dh.

`ready(fluid)` works out once what the properties of a fluid share; the other functions take what
it gives. Decimal in, Decimal out and recorded; arrays in, arrays out. What was not measured is
refused.
"""

from typing import Any

from greenlang.core.equations import equation
from greenlang.core.errors import InsufficientData
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Kelvin
from greenlang.library.fluids import curve, engine, petroleum, table
from greenlang.library.fluids.kinds import Constant, Curve, Fluid, Petroleum, Pure, Table, Water
from greenlang.library.fluids.petroleum import Cut

Ready = Cut | Constant | Table | Curve | Water | Pure
CONSTANT_CP = "integral of a constant heat capacity"


@equation("Δh", CONSTANT_CP, at=(("2100", "493", "393"), ("4180", "300", "300.1")))
def enthalpy_difference(cp: JoulePerKgKelvin, t_1: Kelvin, t_2: Kelvin) -> JoulePerKg:
    """Enthalpy at t_1 less that at t_2."""
    return cp * (t_1 - t_2)


@equation("T", CONSTANT_CP, at=(("2e5", "393", "2100"), ("-3", "300", "4180")))
def temperature_after_dh(dh: JoulePerKg, t: Kelvin, cp: JoulePerKgKelvin) -> Kelvin:
    """Temperature of a stream that took up dh."""
    return t + dh / cp


@equation("T_m", "mean of both ends", at=(("493", "433"), ("300", "300.1")))
def mean_temperature(t_1: Kelvin, t_2: Kelvin) -> Kelvin:
    """Temperature midway between two ends, at which a stream's properties are taken."""
    return t_1 + (t_2 - t_1) / 2


def ready(fluid: Fluid) -> Ready:
    """The fluid with what its properties share worked out."""
    return petroleum.cut(fluid) if isinstance(fluid, Petroleum) else fluid


def h_diff(liquid: Ready, t_1: Any, t_2: Any) -> Any:
    """Enthalpy at t_1 less that at t_2, J/kg."""
    if isinstance(liquid, Cut):
        return petroleum.enthalpy_difference(t_1, t_2, liquid.c_0, liquid.c_1, liquid.c_2)
    if isinstance(liquid, Constant):
        return enthalpy_difference(liquid.cp, t_1, t_2)
    if isinstance(liquid, Table):
        return table.h_diff(liquid.rows, t_1, t_2)
    return table.enthalpy_difference(enthalpy(liquid, t_1), enthalpy(liquid, t_2))


def h(liquid: Ready, t: Any) -> Any:
    """Enthalpy above a state of the fluid's own, J/kg, for arrays; a single case takes `h_diff`."""
    if isinstance(liquid, Curve | Water | Pure):
        return enthalpy(liquid, t)
    return h_diff(liquid, t, float(liquid.rows[0].t) if isinstance(liquid, Table) else 273.15)


def enthalpy(liquid: Curve | Water | Pure, t: Any) -> Any:
    """Enthalpy on the fluid's own zero, J/kg: that of the curve, of IF97, of CoolProp."""
    if isinstance(liquid, Curve):
        return curve.h_at(liquid.rows, t)
    if isinstance(liquid, Water):
        from greenlang.library.steam import properties as steam

        return steam.enthalpy(liquid.pressure, t)
    return engine.reader(liquid.name, "h")(t, liquid.pressure)


def cp(liquid: Ready, t: Any) -> Any:
    """Heat capacity at t, J/(kg K)."""
    if isinstance(liquid, Cut):
        return petroleum.heat_capacity(t, liquid.c_0, liquid.c_1, liquid.c_2)
    return _property(liquid, "cp", t)


def rho(liquid: Ready, t: Any) -> Any:
    """Density at t, kg/m3; InsufficientData if it was not given."""
    if isinstance(liquid, Cut):
        return petroleum.cut_density(liquid, t)
    return _property(liquid, "rho", t)


def k(liquid: Ready, t: Any) -> Any:
    """Thermal conductivity at t, W/(m K); InsufficientData if it was not given."""
    return petroleum.conductivity(t) if isinstance(liquid, Cut) else _property(liquid, "k", t)


def mu(liquid: Ready, t: Any) -> Any:
    """Dynamic viscosity at t, Pa s; InsufficientData if it was not measured."""
    if isinstance(liquid, Cut):
        return petroleum.dynamic_viscosity(nu(liquid, t), rho(liquid, t))
    return _property(liquid, "mu", t)


def nu(liquid: Cut, t: Any) -> Any:
    """Kinematic viscosity of a petroleum fluid at t, m2/s, through its two outermost points."""
    points = sorted(liquid.fluid.viscosity, key=lambda point: float(point.t))
    if len(points) < 2:
        raise InsufficientData(
            f"viscosity is known at {len(points)} temperatures, two are needed; measure it: what "
            f"gravity and boiling point alone would say can be wrong by 20 %"
        )
    low, high = points[0], points[-1]
    z_1, z_2 = petroleum.walther_number(low.nu), petroleum.walther_number(high.nu)
    slope = petroleum.walther_slope(low.t, z_1, high.t, z_2)
    return petroleum.kinematic_viscosity(petroleum.walther_number_at(t, low.t, z_1, slope))


def _property(liquid: Constant | Table | Curve | Water | Pure, name: str, t: Any) -> Any:
    if isinstance(liquid, Constant):
        value = getattr(liquid, name)
        if value is None:
            raise InsufficientData(f"{name} of the fluid is not given; add it to the fluid's data")
        return value
    if isinstance(liquid, Curve) and name == "cp":
        return curve.cp_at(liquid.rows, t)
    if isinstance(liquid, Table | Curve):
        return table.interpolated(liquid.rows, name, t)
    if isinstance(liquid, Water):
        return _of_water(name, liquid.pressure, t)
    return engine.reader(liquid.name, name)(t, liquid.pressure)


def _of_water(name: str, pressure: Any, t: Any) -> Any:
    from greenlang.library.steam import properties as steam

    functions = {
        "cp": steam.heat_capacity,
        "rho": steam.density,
        "mu": steam.viscosity,
        "k": steam.liquid_conductivity,
    }
    return functions[name](pressure, t)


def t_after(liquid: Ready, t: Any, dh: Any) -> Any:
    """Temperature of a stream at t that takes up dh, K; not for tables, water and pure fluids."""
    if isinstance(liquid, Cut):
        return petroleum.temperature_after(dh, t, liquid.c_0, liquid.c_1, liquid.c_2)
    if isinstance(liquid, Constant):
        return temperature_after_dh(dh, t, liquid.cp)
    if isinstance(liquid, Curve):
        return curve.t_at(liquid.rows, curve.enthalpy_after(curve.h_at(liquid.rows, t), dh))
    raise InsufficientData(
        "a missing temperature is found from the balance only for petroleum, constant cp and a "
        "heating curve; measure it"
    )
