"""Threshold fouling of crude oils: deposition by reaction less removal by the flow.

dR/dt = a Re^b Pr^c exp(-E/(Rg T)) - g S with S the wall shear stress in Pa or Re^m, and NOT times R
(that would be Kern-Seaton). Where the net rate is below zero nothing deposits. Rows of constants
are data (`rows`), none of them confirmed against a printed copy: fit a and g to the plant's own
rates (`threshold_fit`), and take a row for its form.
"""

import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from greenlang.core.equations import equation, lookup
from greenlang.core.errors import InputError, NotFound, near
from greenlang.core.maths import exp, larger, ln
from greenlang.core.tables import table
from greenlang.core.units import (
    JoulePerMol,
    Kelvin,
    KgPerM3,
    M2KelvinPerJoule,
    Metre,
    MetrePerSecond,
    Pascal,
    PascalSecond,
    Ratio,
)

FORM = "Ebert & Panchal (1995), general form after Polley et al., Appl. Therm. Eng. 22 (2002) 777"
BLASIUS = "Blasius (1913): f = 0.3164 Re^-0.25 of a smooth tube, Re 4e3 to 1e5"
YEAP = "Yeap, Wilson, Polley & Pugh, Trans. IChemE 82A (2004) 53-71"
TURBULENT = {"re": ("4e3", "1e5")}
TABLE = "fouling/threshold"

Temperature = Literal["film", "surface"]
Removal = Literal["shear", "reynolds"]


@dataclass(frozen=True)
class Model:
    """A row of the table: SI constants, None where the row gives the form alone."""

    model: str
    name: str
    a: Decimal | None
    b: Decimal
    c: Decimal
    e: Decimal
    temperature: Temperature
    g: Decimal | None
    removal: Removal
    m: Decimal
    confirmed: bool
    source: str


@functools.cache
def rows() -> dict[str, Model]:
    """Every row of the table by its name."""
    cited = table(TABLE)
    return {row[0]: _model(dict(zip(cited.columns, row, strict=True))) for row in cited.rows}


def model(name: str) -> Model:
    """One row; NotFound suggests the near name."""
    known = rows()
    if name not in known:
        raise NotFound(
            f"no threshold model is called {name!r}{near(name, known)}; there are "
            f"{', '.join(known)}"
        )
    return known[name]


def _model(row: dict[str, str]) -> Model:
    a, g = (Decimal(row[key]) if row[key] else None for key in ("a", "g"))
    b, c, e, m = (Decimal(row[key]) for key in ("b", "c", "e", "m"))
    temperature: Temperature = "film" if row["temperature"] == "film" else "surface"
    removal: Removal = "shear" if row["removal"] == "shear" else "reynolds"
    return Model(
        row["model"], row["name"], a, b, c, e, temperature, g, removal, m,
        row["confirmed"] == "yes", row["source"],
    )  # fmt: skip


CITED = "table fouling/threshold, a row for each model; unconfirmed constants"


def _read(column: str, row: Any) -> Any:
    text = table(TABLE).column(column)[int(row)]
    if not text:
        raise InputError(
            f"{table(TABLE).column('name')[int(row)]} gives the form alone: give rates of the "
            f"plant, to which {column} is fitted"
        )
    return float(text)


@lookup("a", CITED, at=(("8", "0"), ("9", "2")))
def cited_a(pr: Ratio, row: Ratio) -> M2KelvinPerJoule:  # noqa: ARG001  pr: of which crude
    """Constant of deposition of a row."""
    return _read("a", row)


@lookup("g", CITED, at=(("8", "0"), ("9", "2")))
def cited_g(pr: Ratio, row: Ratio) -> M2KelvinPerJoule:  # noqa: ARG001  pr: of which crude
    """Constant of removal of a row, for each unit of its S."""
    return _read("g", row)


@lookup("b", CITED, at=(("8", "0"), ("9", "2")))
def cited_b(pr: Ratio, row: Ratio) -> Ratio:  # noqa: ARG001  pr: of which crude
    """Exponent of the Reynolds number in the deposition of a row."""
    return _read("b", row)


@lookup("c", CITED, at=(("8", "0"), ("9", "2")))
def cited_c(pr: Ratio, row: Ratio) -> Ratio:  # noqa: ARG001  pr: of which crude
    """Exponent of the Prandtl number in the deposition of a row."""
    return _read("c", row)


@lookup("E", CITED, at=(("8", "0"), ("9", "2")))
def cited_e(pr: Ratio, row: Ratio) -> JoulePerMol:  # noqa: ARG001  pr: of which crude
    """Activation energy of a row."""
    return _read("e", row)


@lookup("m", CITED, at=(("8", "0"), ("9", "2")))
def cited_m(pr: Ratio, row: Ratio) -> Ratio:  # noqa: ARG001  pr: of which crude
    """Exponent of the Reynolds number in the removal of a row."""
    return _read("m", row)


@equation(
    "Re", "definition", at=(("1.2", "0.01483", "780", "6e-4"), ("0.5", "0.02", "900", "0.01"))
)
def reynolds(v: MetrePerSecond, d: Metre, rho: KgPerM3, mu: PascalSecond) -> Ratio:
    """Reynolds number of a velocity in a tube."""
    return rho * v * d / mu


@equation("τ", BLASIUS, valid=TURBULENT, at=(("23000", "1.2", "780"), ("5000", "0.5", "900")))
def smooth_shear(re: Ratio, v: MetrePerSecond, rho: KgPerM3) -> Pascal:
    """Shear stress at the wall of a smooth tube, f rho v^2/8."""
    return 0.3164 * re**-0.25 * rho * v * v / 8


@equation("S", FORM, empirical=True, at=(("4",), ("0.5",)))
def removal_by_shear(tau: Pascal) -> Ratio:
    """What removes, where it is the shear stress: its number in Pa."""
    return 1 * tau


@equation("S", FORM, at=(("23000", "0.8"), ("5000", "0.4")))
def removal_by_reynolds(re: Ratio, m: Ratio) -> Ratio:
    """What removes, where it is a power of the Reynolds number."""
    return re**m


@equation(
    "x",
    FORM,
    empirical=True,
    guards=("re > 0: there is no flow", "t > 0: a temperature in K"),
    at=(
        ("23000", "-0.88", "8", "0", "68000", "550"),
        ("40000", "-0.8", "10", "-0.33", "48000", "500"),
    ),
)
def reaction(re: Ratio, b: Ratio, pr: Ratio, c: Ratio, e: JoulePerMol, t: Kelvin) -> Ratio:
    """What deposits over its constant: Re^b Pr^c exp(-E/(Rg T)); T film or surface, as the row."""
    return re**b * pr**c * exp(-e / (8.314462618 * t))


@equation("x", FORM, at=(("23000", "-0.88", "8", "0"), ("40000", "-0.8", "10", "-0.33")))
def hottest(re: Ratio, b: Ratio, pr: Ratio, c: Ratio) -> Ratio:
    """What deposits over its constant where every collision reacts: Re^b Pr^c."""
    return re**b * pr**c


@equation("dR/dt", FORM, at=(("8.39", "2e-10", "4.03e-11", "4"), ("0.28", "1e-9", "4e-13", "4000")))
def net_rate(a: M2KelvinPerJoule, x: Ratio, g: M2KelvinPerJoule, s: Ratio) -> M2KelvinPerJoule:
    """Deposition less removal, signed: below zero nothing deposits."""
    return a * x - g * s


@equation("dR/dt", FORM, at=(("1e-11",), ("-1e-11",)))
def growth_rate(net: M2KelvinPerJoule) -> M2KelvinPerJoule:
    """Growth of a clean surface: none where removal is the stronger."""
    return larger(net, 0 * abs(net))


@equation(
    "T*",
    FORM,
    empirical=True,
    guards=(
        "g * s > 0: without removal a deposit forms at any temperature",
        "a * re**b * pr**c > g * s: removal is the stronger at any temperature; none deposits",
    ),
    at=(
        ("8.39", "23000", "-0.88", "8", "0", "68000", "4.03e-11", "4"),
        ("0.28", "40000", "-0.8", "10", "-0.33", "48000", "4.17e-13", "4800"),
    ),
)
def threshold_temperature(
    a: M2KelvinPerJoule,
    re: Ratio,
    b: Ratio,
    pr: Ratio,
    c: Ratio,
    e: JoulePerMol,
    g: M2KelvinPerJoule,
    s: Ratio,
) -> Kelvin:
    """Temperature below which nothing deposits."""
    return e / (8.314462618 * ln(a * re**b * pr**c / (g * s)))


@equation(
    "v*",
    FORM,
    guards=("g > 0: without removal a deposit forms at any velocity", "m > b: check the exponents"),
    at=(
        ("0.28", "1e-6", "-0.8", "4.17e-13", "0.8", "0.01483", "780", "6e-4"),
        ("1", "1e-6", "-0.7", "1e-12", "0.4", "0.02", "850", "1e-3"),
    ),
)
def threshold_velocity(
    a: M2KelvinPerJoule,
    x: Ratio,
    b: Ratio,
    g: M2KelvinPerJoule,
    m: Ratio,
    d: Metre,
    rho: KgPerM3,
    mu: PascalSecond,
) -> MetrePerSecond:
    """Velocity above which nothing deposits, removal by Re^m; x is the reaction less its Re^b."""
    return (a * x / g) ** (1 / (m - b)) * mu / (rho * d)


@equation(
    "v*",
    BLASIUS,
    empirical=True,
    guards=("g > 0: without removal a deposit forms at any velocity",),
    at=(
        ("8.39", "4e-7", "-0.88", "4.03e-11", "0.01483", "780", "6e-4"),
        ("5", "3e-7", "-0.66", "1e-11", "0.02", "850", "1e-3"),
    ),
)
def threshold_velocity_by_shear(
    a: M2KelvinPerJoule,
    x: Ratio,
    b: Ratio,
    g: M2KelvinPerJoule,
    d: Metre,
    rho: KgPerM3,
    mu: PascalSecond,
) -> MetrePerSecond:
    """Velocity above which nothing deposits, removal by shear in a smooth tube (Blasius)."""
    return (8 * a * x * rho * d * d / (0.3164 * g * mu * mu)) ** (1 / (1.75 - b)) * mu / (rho * d)


@equation(
    "dR/dt",
    YEAP,
    empirical=True,
    at=(
        ("1e-12", "1e-8", "1e-12", "44300", "1.5", "0.005", "750", "5e-4", "520"),
        ("2e-12", "1e-9", "2e-12", "40000", "1", "0.006", "800", "1e-3", "480"),
    ),
)
def yeap(
    a: Ratio,
    b: Ratio,
    c: Ratio,
    e: JoulePerMol,
    v: MetrePerSecond,
    f: Ratio,
    rho: KgPerM3,
    mu: PascalSecond,
    t: Kelvin,
) -> M2KelvinPerJoule:
    """Yeap's net rate: transport and attachment in series, f Fanning's; a form for fitted a, b, c.

    The form is recalled and not confirmed; at low velocity the deposit grows with it.
    """
    return (
        a
        * f
        * v
        * t ** (2 / 3)
        * rho ** (2 / 3)
        * mu ** (-4 / 3)
        / (
            1
            + b
            * v**3
            * f**2
            * rho ** (-1 / 3)
            * mu ** (-1 / 3)
            * t ** (2 / 3)
            * exp(e / (8.314462618 * t))
        )
        - c * v**0.8
    )


def removal(of: Removal, m: Any, re: Any, v: Any, rho: Any) -> Any:
    """S of a row's kind, from the flow in a tube; Decimal or arrays."""
    if of == "shear":
        return removal_by_shear(smooth_shear(re, v, rho))
    return removal_by_reynolds(re, m)
