"""Life that is left: by the loss of a wall, and by the lives of bundles before (Weibull)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.core.maths import exp, larger, ln, sqrt
from greenlang.core.provenance import count
from greenlang.core.solve import Residual, solved
from greenlang.core.units import ONE, Metre, MetrePerSecond, Ratio, Second, Unit
from greenlang.library.scores import together

API = "API 510, Pressure Vessel Inspection Code, 10th ed. (2014), 7.1.1"
NELSON = "Nelson, Applied Life Data Analysis (1982), ch. 8"
MEEKER = "Meeker & Escobar, Statistical Methods for Reliability Data (1998), ch. 8"
LEAST_LIVES = 5
Number = Any


@equation("r_w", API, guards=("dt > 0: the later measurement comes second",),
          at=(("2.1e-3", "1.8e-3", "1.6e8"), ("3e-3", "2.9e-3", "3e7")))  # fmt: skip
def wall_loss_rate(before: Metre, now: Metre, dt: Second) -> MetrePerSecond:
    """Wall lost a second between two measurements of its thickness."""
    return (before - now) / dt


@equation("σ_r", "JCGM 100:2008 (GUM), 5.1: first-order propagation",
          guards=("dt > 0: the later measurement comes second",),
          at=(("1e-4", "1.6e8"), ("5e-5", "3e7")))  # fmt: skip
def wall_loss_sigma(sigma: Metre, dt: Second) -> MetrePerSecond:
    """Standard uncertainty of that rate from that of one thickness, taken twice."""
    return sqrt(2) * sigma / dt


@equation("r_w", API, at=(("1e-12", "2e-12"), ("3", "1")))
def governing_rate(long_term: MetrePerSecond, short_term: MetrePerSecond) -> MetrePerSecond:
    """The faster of the long-term and the short-term rate."""
    return larger(long_term, short_term)


@equation("Δt", "time between two measurements", at=(("3e8", "1e8"), ("2e7", "0")))
def elapsed(later: Second, earlier: Second) -> Second:
    """Time from one measurement to the next."""
    return later - earlier


@equation("t_w", API, guards=("rate > 0: the wall does not get thinner",),
          at=(("1.8e-3", "1.2e-3", "1.9e-12"), ("3e-3", "1e-3", "1e-11")))  # fmt: skip
def wall_life(now: Metre, least: Metre, rate: MetrePerSecond) -> Second:
    """Time until the wall is as thin as it may be; negative where it is thinner already."""
    return (now - least) / rate


@equation("r_w±", "P10 (sign -1) or P90 (sign 1) of a normal law",
          at=(("2e-12", "3e-13", "1"), ("3", "1", "-1")))  # fmt: skip
def rate_at(rate: MetrePerSecond, sigma: MetrePerSecond, sign: Ratio) -> MetrePerSecond:
    """The rate that is exceeded with 10 %, or with 90 %."""
    return rate + sign * 1.2815515655446004 * sigma


@equation("x", "lives over the longest", guards=("longest > 0: a life takes time",),
          at=(("54", "500"), ("3e8", "4e8")))  # fmt: skip
def scaled_life(t: Second, longest: Second) -> Ratio:
    """A life as a share of the longest."""
    return t / longest


@equation("x^β", NELSON, guards=("x > 0: a life takes time",),
          at=(("0.4", "1.7"), ("1", "3")))  # fmt: skip
def power(x: Ratio, beta: Ratio) -> Ratio:
    """A life to the power of the shape."""
    return x**beta


@equation("x^β ln x", NELSON, guards=("x > 0: a life takes time",),
          at=(("0.4", "1.7"), ("1", "3")))  # fmt: skip
def power_log(x: Ratio, beta: Ratio) -> Ratio:
    """A life to the power of the shape, times its logarithm."""
    return x**beta * ln(x)


@equation("x^β ln² x", NELSON, guards=("x > 0: a life takes time",),
          at=(("0.4", "1.7"), ("1", "3")))  # fmt: skip
def power_log_squared(x: Ratio, beta: Ratio) -> Ratio:
    """A life to the power of the shape, times the square of its logarithm."""
    return x**beta * ln(x) ** 2


@equation("ln x", NELSON, guards=("x > 0: a life takes time",), at=(("0.4",), ("2",)))
def log_life(x: Ratio) -> Ratio:
    """Logarithm of a life that ended."""
    return ln(x)


@equation("w̄", NELSON, at=(("-0.3", "4.2"), ("1", "2")))
def mean_log(over: Ratio, under: Ratio) -> Ratio:
    """Mean logarithm of the lives, weighted by their powers."""
    return over / under


@equation("1/β", NELSON, guards=("beta > 0: a shape is positive",), at=(("1.7",), ("3",)))
def inverse_shape(beta: Ratio) -> Ratio:
    """What the shape takes off the mean logarithm."""
    return 1 / beta


@equation("∂ℓ/∂β", NELSON, at=(("-0.1", "0.58", "-0.7"), ("0.2", "0.4", "-0.2")))
def likelihood_slope(weighted: Ratio, inverse: Ratio, mean: Ratio) -> Ratio:
    """Vanishes at the shape of maximum likelihood."""
    return weighted - inverse - mean


@equation("η", NELSON, guards=("r > 0: no life has ended", "beta > 0: a shape is positive"),
          at=(("14.2", "10", "1.7", "500"), ("3", "5", "2", "1e8")))  # fmt: skip
def scale_of(under: Ratio, r: Ratio, beta: Ratio, longest: Second) -> Second:
    """Characteristic life of maximum likelihood, by which 63 % have ended."""
    return longest * (under / r) ** (1 / beta)


@equation("σ_β", MEEKER, guards=("r > 0: no life has ended",),
          at=(("10", "1.7", "3.1", "-0.9", "9.2"), ("5", "2", "4", "-0.5", "6")))  # fmt: skip
def shape_sigma(r: Ratio, beta: Ratio, squares: Ratio, logs: Ratio, powers: Ratio) -> Ratio:
    """Standard error of the shape from the curvature of its likelihood."""
    return 1 / sqrt(r * (1 / beta**2 + squares / powers - (logs / powers) ** 2))


@equation("t_p", NELSON, guards=("percent > 0: a share lies between 0 and 100 %",
                                "percent < 100: a share lies between 0 and 100 %",
                                "age >= 0: an age is not negative"),
          at=(("10", "1.7", "606", "100"), ("50", "2", "4e8", "0")))  # fmt: skip
def life_left(percent: Ratio, beta: Ratio, eta: Second, age: Second) -> Second:
    """Further life by which so many per cent of those that have reached this age have ended."""
    return eta * ((age / eta) ** beta - ln(1 - percent / 100)) ** (1 / beta) - age


@equation("R", NELSON, guards=("age >= 0: an age is not negative",),
          at=(("100", "1.7", "606"), ("3e8", "2", "4e8")))  # fmt: skip
def survival(age: Second, beta: Ratio, eta: Second) -> Ratio:
    """Share that reaches this age."""
    return exp(-((age / eta) ** beta))


@dataclass(frozen=True)
class Weibull:
    """Shape with its standard error, and characteristic life."""

    shape: Number
    shape_sigma: Number
    scale: Number


def weibull(ended: Sequence[Number], running: Sequence[Number] = ()) -> Weibull:
    """The Weibull law of maximum likelihood of lives that ended and of ages still running.

    Each step is recorded; the shape is the solution of the likelihood equation.

    Raises
    ------
    InsufficientData
        With fewer than five lives that ended.
    ImpossibleState
        Where all lives are equal, so that no shape can be told.
    """
    if len(ended) < LEAST_LIVES:
        raise InsufficientData(
            f"{len(ended)} lives that ended: a Weibull law needs {LEAST_LIVES} or more; give those "
            "of the same service, or use the wall thickness"
        )
    if len({float(t) for t in ended}) == 1 and not running:
        raise ImpossibleState(
            f"all {len(ended)} lives are {float(ended[0]):g} s: no shape can be told; check them"
        )
    longest = max(*ended, *running)
    x = [scaled_life(t, longest) for t in (*ended, *running)]
    mean = mean_log(together(*(log_life(v) for v in x[: len(ended)])), count(len(ended)))

    def residuals(at: dict[str, Any]) -> list[Residual]:
        beta = at["beta"]
        weighted, inverse = mean_log(*_sums(x, beta)), inverse_shape(beta)
        return [Residual(likelihood_slope(weighted, inverse, mean), (weighted, inverse, mean))]

    kind = type(ended[0])
    beta = solved("shape", {"beta": (Unit("1", ONE), kind("1.5"))}, residuals)["beta"]
    logs, powers = _sums(x, beta)
    squares = together(*(power_log_squared(v, beta) for v in x))
    r = count(len(ended))
    return Weibull(
        beta, shape_sigma(r, beta, squares, logs, powers), scale_of(powers, r, beta, longest)
    )


def _sums(x: Sequence[Number], beta: Number) -> tuple[Number, Number]:
    return (
        together(*(power_log(v, beta) for v in x)),
        together(*(power(v, beta) for v in x)),
    )
