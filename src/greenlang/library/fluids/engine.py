"""Fluids that CoolProp knows: values read as evidence, rounded to nine digits and recorded."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from greenlang.core.equations import lookup
from greenlang.core.errors import InputError, near
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    KgPerM3,
    Pascal,
    PascalSecond,
    WattPerMetreKelvin,
)

COOLPROP = "CoolProp, Bell et al., Ind. Eng. Chem. Res. 53 (2014) 2498-2508"
PROPERTIES: dict[str, tuple[str, str, Any]] = {
    "h": ("h", "HMASS", JoulePerKg),
    "cp": ("cp", "CPMASS", JoulePerKgKelvin),
    "rho": ("ρ", "DMASS", KgPerM3),
    "mu": ("μ", "VISCOSITY", PascalSecond),
    "k": ("k", "CONDUCTIVITY", WattPerMetreKelvin),
}


@functools.cache
def reader(fluid: str, name: str) -> Callable[..., Any]:
    """A lookup of one property ("h", "cp", "rho", "mu", "k") of a fluid at T and p.

    InputError names the near fluid where CoolProp has none of that name.
    """
    from CoolProp import CoolProp

    known = CoolProp.FluidsList()
    if fluid not in known:
        raise InputError(f"CoolProp has no fluid {fluid!r}{near(fluid, known)}")
    symbol, key, unit = PROPERTIES[name]

    def read(t: Kelvin, p: Pascal) -> Any:
        try:
            return CoolProp.PropsSI(key, "T", t, "P", p, fluid)
        except ValueError as error:
            if isinstance(t, float):
                raise InputError(f"{fluid} at {t:.6g} K, {p:.6g} Pa: {error}") from None
            return _by_row(CoolProp, key, t, p, fluid)

    read.__name__ = read.__qualname__ = f"{name}_{fluid}"
    read.__doc__ = f"{name} of {fluid} by CoolProp."
    read.__annotations__["return"] = unit
    return lookup(symbol, COOLPROP, at=(("320", "101325"),))(read)


@functools.cache
def critical_pressure(fluid: str) -> float:
    """Pa; above it nothing boils. InputError names the near fluid where there is none."""
    from CoolProp import CoolProp

    known = CoolProp.FluidsList()
    if fluid not in known:
        raise InputError(f"CoolProp has no fluid {fluid!r}{near(fluid, known)}")
    return float(CoolProp.PropsSI("PCRIT", fluid))


SATURATION: dict[str, tuple[str, str, int, Any]] = {
    "t_s": ("T_s", "T", 0, Kelvin),
    "h_liquid": ("h'", "HMASS", 0, JoulePerKg),
    "h_vapour": ('h"', "HMASS", 1, JoulePerKg),
}


@functools.cache
def saturation(fluid: str, name: str) -> Callable[..., Any]:
    """A lookup on the saturation line of a fluid at p: "t_s", "h_liquid" or "h_vapour".

    The name is one that `critical_pressure` knows. InputError where nothing boils.
    """
    from CoolProp import CoolProp

    symbol, key, quality, unit = SATURATION[name]

    def read(p: Pascal) -> Any:
        try:
            return CoolProp.PropsSI(key, "P", p, "Q", quality, fluid)
        except ValueError as error:
            raise InputError(f"{fluid} at {p:.6g} Pa does not boil: {error}") from None

    read.__name__ = read.__qualname__ = f"{name}_{fluid}"
    read.__doc__ = f"{name} of {fluid} on its saturation line, by CoolProp."
    read.__annotations__["return"] = unit
    return lookup(symbol, COOLPROP, at=(("101325",),))(read)


def _by_row(engine: Any, key: str, t: Any, p: Any, fluid: str) -> Any:
    """One row at a time where the engine refuses the whole array: NaN in the rows it refuses."""
    rows = np.broadcast_arrays(np.asarray(t, dtype=float), np.asarray(p, dtype=float))
    found = np.full(rows[0].size, np.nan)
    for i, (each_t, each_p) in enumerate(zip(rows[0].flat, rows[1].flat, strict=True)):
        try:
            found[i] = engine.PropsSI(key, "T", float(each_t), "P", float(each_p), fluid)
        except ValueError:
            continue
    return found.reshape(rows[0].shape)
