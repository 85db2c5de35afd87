"""Fouling laws as linear problems: columns of time in days, given at most one shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.library.fouling import laws

Floats = NDArray[np.float64]
Name = Literal["constant", "linear", "power", "falling", "kern_seaton"]

DAY = 86400.0
STEEPEST = 1.0  # power law: a deposit may slow down; one that gains speed is not extrapolated


@dataclass(frozen=True)
class Form:
    """A law as columns of a linear problem, given its shape; `shape` bounds it for a span, d."""

    name: Name
    columns: Callable[[Floats, Floats], tuple[Floats, ...]]
    shape: Callable[[float], tuple[float, float]] | None
    growing: bool  # the last coefficient must be positive
    parameters: Callable[[Floats, Floats], dict[str, Floats]]


def _one(t: Floats, shape: Floats) -> Floats:
    return np.ones(np.broadcast_shapes(t.shape, shape.shape))


FORMS: Mapping[Name, Form] = {
    form.name: form
    for form in (
        Form("constant", lambda t, s: (_one(t, s),), None, False, lambda c, _: {"r_0": c[..., 0]}),
        Form(
            "linear",
            lambda t, s: (_one(t, s), t * _one(t, s)),
            None,
            False,
            lambda c, _: {"r_0": c[..., 0], "k": c[..., 1] / DAY},
        ),
        Form(
            "power",
            lambda t, s: (_one(t, s), np.maximum(t, 0.0) ** s),
            lambda _: (0.15, STEEPEST),
            True,
            lambda c, s: {"r_0": c[..., 0], "a": c[..., 1], "n": s},
        ),
        Form(
            "falling",
            lambda t, s: (np.sqrt(np.maximum(t, 0.0) + s),),
            lambda span: (1e-3 * span, 30.0 * span),
            True,
            lambda c, s: {"r_0": c[..., 0] * np.sqrt(s), "k": c[..., 0] ** 2 / (2.0 * DAY)},
        ),
        Form(
            "kern_seaton",
            lambda t, s: (_one(t, s), -np.expm1(-t / s)),
            lambda span: (span / 100.0, 20.0 * span),
            True,
            lambda c, s: {"r_0": c[..., 0], "r_i": c[..., 0] + c[..., 1], "t_c": s * DAY},
        ),
    )
}


def of(name: Name, parameters: Mapping[str, Any], t: Floats) -> Floats:
    """R_f of a law with these parameters; arrays of parameters broadcast against t."""
    p = parameters
    if "t_ind" in p:
        t = laws.after_induction(t, p["t_ind"])
    if name == "linear":
        value = laws.linear(p["r_0"], p["k"], t)
    elif name == "power":
        value = laws.power(p["r_0"], p["a"], p["n"], t)
    elif name == "falling":
        value = laws.falling(p["r_0"], p["k"], t)
    elif name == "kern_seaton":
        value = laws.kern_seaton(p["r_0"], p["r_i"], p["t_c"], t)
    else:
        value = p["r_0"] + 0.0 * t
    return np.asarray(value)
