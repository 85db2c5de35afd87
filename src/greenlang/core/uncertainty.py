"""Monte-Carlo propagation of uncertainty (JCGM 101:2008) over the vectorised method, seeded.

Draws come from the raw 64-bit words of a named bit generator (PCG64), which NumPy keeps stable,
through our inverse normal distribution: the same seed gives the same draws everywhere.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core import cases, quantities
from greenlang.core.errors import InputError, near

Floats = NDArray[np.float64]

# Wichura, Applied Statistics 37 (1988) 477-484, algorithm AS 241, PPND16: relative error 1e-16.
_CENTRAL = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
     4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
     1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
     2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
     4.2313330701600911252e1, 1.0),
)  # fmt: skip
_MIDDLE = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
     1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
     4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
     1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
     2.05319162663775882187e0, 1.0),
)  # fmt: skip
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
     2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
     5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
     7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
     5.99832206555887937690e-1, 1.0),
)  # fmt: skip


@dataclass(frozen=True)
class Budget:
    """Percentiles of each output, and each input's share of its variance."""

    draws: int
    mean: Mapping[str, float]
    sigma: Mapping[str, float]
    percentiles: Mapping[str, tuple[float, float, float]]  # P5, P50, P95 unless asked otherwise
    shares: Mapping[str, Mapping[str, float]]
    refused: Mapping[str, int]  # draws in which an output does not exist


def inverse_normal(p: Floats) -> Floats:
    """Standard normal quantile of probabilities strictly between 0 and 1."""
    p = np.asarray(p, dtype=np.float64)
    q = p - 0.5
    quantile = np.asarray(q * _ratio(_CENTRAL, 0.180625 - q * q))
    beyond = np.abs(q) > 0.425
    end = p[beyond]
    tail = np.sqrt(-np.log(np.minimum(end, 1 - end)))
    outer = _ratio(_MIDDLE, tail - 1.6)
    far = tail > 5
    outer[far] = _ratio(_FAR, tail[far] - 5)
    quantile[beyond] = np.copysign(outer, q[beyond])
    return quantile


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Floats) -> Floats:
    over, under = coefficients
    return np.asarray(np.polyval(over, x) / np.polyval(under, x))


def uniform_draws(seed: int, shape: int | tuple[int, ...]) -> Floats:
    """Numbers strictly between 0 and 1 from the raw words of PCG64(seed)."""
    words = np.random.PCG64(seed).random_raw(int(np.prod(shape)))
    whole = np.asarray(words, dtype=np.uint64) >> np.uint64(12)
    return np.asarray((whole + 0.5).reshape(shape) * 2.0**-52, dtype=np.float64)


def normal_draws(seed: int, shape: int | tuple[int, ...]) -> Floats:
    """Standard normal numbers, equal for equal seeds on every machine."""
    return inverse_normal(uniform_draws(seed, shape))


def sample(
    method: Callable[[Any], Any],
    case: Any,
    sigmas: Mapping[str, float],
    *,
    draws: int = 10_000,
    seed: int = 1,
    correlation: Mapping[tuple[str, str], float] | None = None,
    percents: tuple[float, float, float] = (5.0, 50.0, 95.0),
) -> Budget:
    """Run the vectorised `method` on draws around `case`.

    `sigmas` gives the standard uncertainty of top-level numeric inputs in SI; `correlation` the
    coefficient of pairs of them. Shares are first-order: squared correlation of each input's own
    normal score with the output, scaled to one. InputError names an input that is not there, or a
    correlation matrix that is not positive definite.
    """
    plain = floats(case)
    for name in sigmas:
        if not isinstance(getattr(plain, name, None), float):
            known = [f.name for f in dataclasses.fields(plain)]
            raise InputError(f"{name}: no numeric input of this case{near(name, known)}")
    names = tuple(sigmas)
    scores = _correlated(normal_draws(seed, (len(names), draws)), names, correlation or {})
    drawn = {n: getattr(plain, n) + sigmas[n] * z for n, z in zip(names, scores, strict=True)}
    with np.errstate(all="ignore"):
        result = method(dataclasses.replace(plain, **drawn))
    outputs = {
        path: np.broadcast_to(np.asarray(value, dtype=float), (draws,))
        for path, shape, value in cases.leaves(result)
        if shape.role == "number"
    }
    return _budget(draws, outputs, dict(zip(names, scores, strict=True)), percents)


def _correlated(
    z: Floats, names: tuple[str, ...], correlation: Mapping[tuple[str, str], float]
) -> Floats:
    if not correlation:
        return z
    matrix = np.eye(len(names))
    for (a, b), r in correlation.items():
        i, j = names.index(a), names.index(b)
        matrix[i, j] = matrix[j, i] = r
    try:
        return np.asarray(np.linalg.cholesky(matrix) @ z)
    except np.linalg.LinAlgError:
        raise InputError(f"the correlations {dict(correlation)} contradict each other") from None


def _budget(
    draws: int,
    outputs: dict[str, Floats],
    scores: dict[str, Floats],
    percents: tuple[float, float, float],
) -> Budget:
    kept = {path: values[np.isfinite(values)] for path, values in outputs.items()}
    whole = {path: v for path, v in kept.items() if len(v) > 1}
    return Budget(
        draws,
        {path: float(np.mean(v)) for path, v in whole.items()},
        {path: float(np.std(v, ddof=1)) for path, v in whole.items()},
        {path: tuple(np.percentile(v, percents).tolist()) for path, v in whole.items()},
        {path: _shares(outputs[path], scores) for path in whole},
        {path: draws - len(v) for path, v in kept.items() if len(v) < draws},
    )


def _shares(values: Floats, scores: dict[str, Floats]) -> dict[str, float]:
    good = np.isfinite(values)
    if np.ptp(values[good]) == 0:
        return dict.fromkeys(scores, 0.0)
    squares = {n: float(np.corrcoef(z[good], values[good])[0, 1]) ** 2 for n, z in scores.items()}
    total = sum(squares.values())
    return {name: square / total for name, square in squares.items()}


def floats(case: Any) -> Any:
    """The same case with each number as a float in SI, for the vectorised method."""
    barometer = getattr(case, "barometer", None)
    pressure = None if barometer is None else _si(barometer, "barometer", case, None)
    return dataclasses.replace(
        case,
        **{
            field.name: _floats(field, getattr(case, field.name), pressure)
            for field in cases.fields(type(case))
        },
    )


def _si(value: Any, name: str, case: Any, pressure: Any) -> Any:
    unit = next(f.shape.unit for f in cases.fields(type(case)) if f.name == name)
    return quantities.si(cases.number(value, name), unit, pressure) if unit else value


def _floats(field: cases.Field, value: Any, pressure: Any) -> Any:
    return _converted(field.shape, value, field.name, field.shape.many, pressure)


def _converted(shape: cases.Shape, value: Any, name: str, many: int, pressure: Any) -> Any:
    if value is None:
        return None
    if many:
        return tuple(_converted(shape, part, name, many - 1, pressure) for part in value)
    if shape.role == "case":
        return floats(value)
    if shape.role == "number" and shape.unit is not None and not isinstance(value, np.ndarray):
        return float(quantities.si(cases.number(value, name), shape.unit, pressure))
    return value
