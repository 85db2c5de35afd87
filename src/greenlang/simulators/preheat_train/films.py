"""Clean films, wall and tube-side pressure drop, as power laws of the plant's own."""

from dataclasses import dataclass
from math import log

import numpy as np

from greenlang.simulators.preheat_train.design import Unit
from greenlang.simulators.preheat_train.fluids import Floats


@dataclass(frozen=True)
class Films:
    """What an exchanger really does, against its data sheet.

    `tube`, `shell` multiply the films of the data sheet; `n_*` are exponents of flow, `p_*` of
    kinematic viscosity; `kd` is the conductivity of the deposit, W/(m K); `roughness` multiplies
    the friction factor of a smooth tube.
    """

    tube: float
    shell: float
    n_tube: float
    n_shell: float
    p_tube: float
    p_shell: float
    kd: float
    roughness: float


def wall(unit: Unit) -> float:
    """Resistance of the tube wall referred to the outside, m2 K/W."""
    return unit.d_o * log(unit.d_o / unit.d_i) / (2 * unit.k_wall)


def tube_film(unit: Unit, films: Films, load: Floats, ln_nu: Floats) -> Floats:
    """Tube-side film on the inside area, W/(m2 K); `load` is flow over reference flow."""
    level = unit.h_tube * films.tube
    return np.asarray(
        level * load**films.n_tube * np.exp(-films.p_tube * (ln_nu - unit.ln_nu_tube)), np.float64
    )


def shell_film(unit: Unit, films: Films, load: Floats, ln_nu: Floats) -> Floats:
    """Shell-side film, W/(m2 K); `load` is flow over reference flow."""
    level = unit.h_shell * films.shell
    return np.asarray(
        level * load**films.n_shell * np.exp(-films.p_shell * (ln_nu - unit.ln_nu_shell)),
        np.float64,
    )


def pressure_drop(
    unit: Unit, films: Films, m_tube: Floats, rho: Floats, nu: Floats, r_f: Floats
) -> Floats:
    """Tube-side pressure drop of all shells (Pa) with a deposit of `r_f` (m2 K/W, outside area).

    A layer of thickness kd r_f d_i / d_o narrows the bore; friction follows Re^-0.24 of a smooth
    tube times a roughness factor, turns and entries take 1.8 velocity heads a pass. `nu` in m2/s.
    """
    bore = unit.d_i - 2 * films.kd * r_f * unit.d_i / unit.d_o
    v = m_tube / rho / unit.flow_area * (unit.d_i / bore) ** 2
    friction = films.roughness * 0.29 * (v * bore / nu + 1.0) ** -0.24
    heads = 2 * (friction * unit.length / bore + 1.8)
    return np.asarray(unit.shells * heads * rho * v**2 / 2, np.float64)
