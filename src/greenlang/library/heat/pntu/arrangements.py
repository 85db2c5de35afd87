"""The table of arrangements, and N, P, limits and conditions of any of them.

An arrangement is configuration, so it is chosen by ordinary code; every number comes from recorded
equations. Arrays give NaN where a single case raises `Infeasible`.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.errors import ImpossibleState, Infeasible, InputError, near
from greenlang.core.provenance import count, untraced
from greenlang.library.heat.pntu import chains, forward, inverse, limits, roots, rows, shells
from greenlang.library.heat.pntu import condition as slope

Number = Any  # Decimal, float or 1-d array


@dataclass(frozen=True)
class Arrangement:
    """P(N, R), N(P, R) and the largest P at R of one flow arrangement.

    `symmetric` says that it does not matter which fluid is fluid 1; `best` gives the N beyond which
    more surface does harm, where there is one.
    """

    name: str
    forward: Callable[[Number, Number], Number]
    inverse: Callable[[Number, Number], Number]
    limit: Callable[[Number], Number]
    symmetric: bool = True
    best: Callable[[Number], Number] | None = None


def _e_1_2k(k: int) -> Arrangement:
    passes = count(k)

    def forwards(n: Number, r: Number) -> Number:
        return forward.e_1_2k(n, r, passes)

    def best(r: Number) -> Number:
        return limits.e_1_2k_best(r, passes)

    def inverted(p: Number, r: Number) -> Number:
        return inverse.e_1_2k_units(p, r, passes, best(r))

    return Arrangement(
        f"E 1-{2 * k}",
        forwards,
        inverted,
        lambda r: forwards(best(r), r),
        symmetric=False,
        best=best,
    )


def _mixed_inverse(p: Number, r: Number) -> Number:
    return inverse.crossflow_mixed_units(p, r, limits.crossflow_mixed_best(r))


def _mixed_limit(r: Number) -> Number:
    return forward.crossflow_mixed(limits.crossflow_mixed_best(r), r)


def _unmixed_inverse(p: Number, r: Number) -> Number:
    if isinstance(p, Decimal) or isinstance(r, Decimal):
        return inverse.crossflow_unmixed_units(p, r)
    return roots.units(forward.crossflow_unmixed, p, r, "crossflow both unmixed", peaked=False)


def _sought(
    name: str, forwards: chains.Forward, *, peaked: bool = False, symmetric: bool = False
) -> Arrangement:
    """An arrangement without a closed inverse: N is the root of P(N) = P."""

    def best(r: Number) -> Number:
        return roots.summit(forwards, r)

    return Arrangement(
        name,
        forwards,
        lambda p, r: roots.units(forwards, p, r, name, peaked=peaked),
        lambda r: forwards(best(r) if peaked else limits.units_at_most(r), r),
        symmetric=symmetric,
        best=best if peaked else None,
    )


def _in_series_of(name: str, base: str, units: int) -> Arrangement:
    """Equal units in series, overall counterflow, under a name of their own."""
    return Arrangement(
        name,
        lambda n, r: p_of(base, n, r, units),
        lambda p, r: _ntu(arrangement(base), p, r, units),
        lambda r: p_max(base, r, units),
        symmetric=TABLE[base].symmetric,
    )


def _air_coolers() -> tuple[Arrangement, ...]:
    """Rows/passes; fluid 1 is the air."""
    made = {
        "2/1": rows.two_rows, "3/1": rows.three_rows, "4/1": rows.four_rows,
        "5/1": rows.five_rows, "2/2": rows.two_passes, "3/3": rows.three_passes,
        "4/4": rows.four_passes, "5/5": rows.five_passes, "4/2": rows.four_rows_two_passes,
    }  # fmt: skip
    return tuple(
        _sought(f"air {name}", chains.over_rows(formula, int(name[0])))
        for name, formula in made.items()
    )


def _plate_packs() -> tuple[Arrangement, ...]:
    """Passes of fluid 1/passes of fluid 2, in every order that is no other arrangement."""
    packs = [(i, j) for i in (1, 2, 3, 4) for j in (1, 2, 3, 4)]
    starts = {(1, 3), (3, 1), (2, 2), (3, 3), (4, 4)}
    mixed = {(i, j) for i, j in packs if min(i, j) > 1}
    made = [(f"plate {i}/{j}", i, j, 0, 0) for i, j in packs if i != j]
    made += [(f"plate {i}/{j} other start", i, j, 0, 1) for i, j in sorted(starts)]
    made += [(f"plate {i}/{j} parallel", i, j, 1, 0) for i, j in sorted(mixed) if i != j]
    made += [(f"plate {i}/{j} parallel other start", i, j, 1, 1) for i, j in sorted(mixed & starts)]
    return tuple(
        _sought(
            name,
            chains.plate(i, j, order, start),
            peaked=order == 1 and (i, j) != (3, 3),
            symmetric=i == j,
        )
        for name, i, j, order, start in made
    )


ISOTHERMAL = "one side isothermal"
TABLE: dict[str, Arrangement] = {
    made.name: made
    for made in (
        Arrangement(
            "counterflow", forward.counterflow, inverse.counterflow_units, limits.counterflow_limit
        ),
        Arrangement("parallel", forward.parallel, inverse.parallel_units, limits.parallel_limit),
        Arrangement(
            ISOTHERMAL,
            lambda n, _: forward.one_side_isothermal(n),
            lambda p, _: inverse.isothermal_units(p),
            limits.counterflow_limit,
            symmetric=False,
        ),
        Arrangement("E 1-2", forward.e_1_2, inverse.e_1_2_units, limits.e_1_2_limit),
        *(_e_1_2k(k) for k in (2, 3, 4, 5, 6)),
        Arrangement(
            "crossflow both unmixed",
            forward.crossflow_unmixed,
            _unmixed_inverse,
            limits.counterflow_limit,
        ),
        Arrangement(
            "crossflow fluid 1 mixed",
            forward.crossflow_1_mixed,
            inverse.crossflow_1_mixed_units,
            limits.crossflow_1_mixed_limit,
            symmetric=False,
        ),
        Arrangement(
            "crossflow fluid 2 mixed",
            forward.crossflow_2_mixed,
            inverse.crossflow_2_mixed_units,
            limits.crossflow_2_mixed_limit,
            symmetric=False,
        ),
        Arrangement(
            "crossflow both mixed",
            forward.crossflow_mixed,
            _mixed_inverse,
            _mixed_limit,
            best=limits.crossflow_mixed_best,
        ),
        _sought("E 1-3", chains.e_1_3, peaked=True),
        _sought("E 1-3 one counterflow pass", chains.e_1_3_parallel, peaked=True),
        _sought("G 1-1", chains.g_1_1),
        _sought("G 1-2", shells.g_1_2),
        _sought("G 1-2 parallel", shells.g_1_2_parallel, peaked=True),
        _sought("H 1-1", chains.h_1_1),
        _sought("H 1-2", chains.h_1_2),
        _sought("H 1-2 parallel", chains.h_1_2_parallel, peaked=True),
        _sought("J 1-1", chains.j_1_1),
        _sought("J 1-2", chains.j_1_2, peaked=True),
        _sought("J 1-4", chains.j_1_4, peaked=True),
        *_air_coolers(),
        *_plate_packs(),
    )
}
TABLE |= {
    made.name: made
    for made in (
        _in_series_of("F 2-4", "E 1-2", 2),
        _in_series_of("X 1-2", "crossflow both unmixed", 2),
        _in_series_of("X 1-4", "crossflow both unmixed", 4),
    )
}
ALIASES = {
    "E 1-1": "counterflow",
    "double pipe": "counterflow",
    "F 2-2": "counterflow",
    "X 1-1": "crossflow both unmixed",
    "air 1/1": "crossflow fluid 2 mixed",
    **{f"plate {n}/{n}": "counterflow" for n in (1, 2, 3, 4)},
    **{f"plate {n}/{n} parallel": "parallel" for n in (2, 3, 4)},
    "plate 1/1 other start": "parallel",
}


KETTLE = "K"


@functools.cache
def arrangement(name: str) -> Arrangement:
    """The arrangement of that name; InputError names the near one, or where a kettle belongs."""
    if name.split()[:1] == [KETTLE]:
        raise InputError(
            f"flow arrangement {name!r}: a kettle boils at one temperature, so that P and R of its "
            f"boiling side say nothing; UA, U and fouling of a state come from the analysis zones "
            f"(by enthalpy: a subcooled feed is a zone), its rating from the analysis kettle"
        )
    found = TABLE.get(ALIASES.get(name, name))
    if found is None:
        known = (*TABLE, *ALIASES)
        raise InputError(
            f"flow arrangement {name!r} is unknown{near(name, known)}; known: {', '.join(known)}"
        )
    return found


def _of_shells(name: str, shells: int) -> Arrangement:
    if shells < 1:
        raise InputError(f"shells: {shells} in series; an exchanger has one or more")
    return arrangement(name)


def ntu(name: str, p: Number, r: Number, shells: int = 1) -> Number:
    """N = UA/C1 from P and R, for `shells` equal shells in series, overall counterflow.

    Raises Infeasible, naming P, R and P_max, where no surface reaches P; arrays give NaN there.
    """
    how = _of_shells(name, shells)
    if not (isinstance(p, Decimal) or isinstance(r, Decimal)):
        with np.errstate(all="ignore"):
            return _ntu(how, p, r, shells)
    try:
        n = _ntu(how, p, r, shells)
    except (ImpossibleState, ArithmeticError) as error:
        raise _infeasible(how, p, r, shells) from error
    if not n > 0:
        raise _infeasible(how, p, r, shells)
    return n


def _ntu(how: Arrangement, p: Number, r: Number, shells: int) -> Number:
    if shells == 1 or how.name == "counterflow":
        return how.inverse(p, r)
    n_cf = inverse.counterflow_units(p, r)
    p_1 = forward.counterflow(inverse.units_of_each(n_cf, count(shells)), r)
    return inverse.units_of_all(how.inverse(p_1, r), count(shells))


def _infeasible(how: Arrangement, p: Number, r: Number, shells: int) -> Infeasible:
    with untraced():
        most = p_max(how.name, r, shells)
    kind = f"{shells} x {how.name}" if shells > 1 else how.name
    return Infeasible(
        f"{kind}: P = {p:.6g} at R = {r:.6g} cannot be reached, P_max = {most:.6g}; check the four "
        f"temperatures and the arrangement"
    )


def p_of(name: str, n: Number, r: Number, shells: int = 1) -> Number:
    """P = (T1i - T1o)/(T1i - T2i) from N and R, for equal shells in series."""
    how = _of_shells(name, shells)
    if shells == 1 or how.name == "counterflow":
        return how.forward(n, r)
    p_1 = how.forward(inverse.units_of_each(n, count(shells)), r)
    return _in_series(p_1, r, shells)


def _in_series(p_1: Number, r: Number, shells: int) -> Number:
    n_cf = inverse.units_of_all(inverse.counterflow_units(p_1, r), count(shells))
    return forward.counterflow(n_cf, r)


def p_max(name: str, r: Number, shells: int = 1) -> Number:
    """The largest P that any surface of this arrangement reaches at R."""
    how = arrangement(name)
    most = how.limit(r)
    if shells == 1 or how.limit is limits.counterflow_limit:
        return most
    return _in_series(most, r, shells)


def conditions(
    name: str, p: Number, r: Number, n: Number, shells: int = 1
) -> tuple[Number, Number]:
    """Slopes c = d ln N/d ln P and e = d ln N/d ln R: how an error of P or R grows in N."""
    if name == "E 1-2" and shells == 1:
        c = slope.e_1_2_condition(p, r, n)
        return c, slope.e_1_2_ratio_condition(p, r, c)
    n_up, n_down = slope.raised(n), slope.lowered(n)
    p_up, p_down = p_of(name, n_up, r, shells), p_of(name, n_down, r, shells)
    c = slope.condition(p, p_up, p_down)
    r_up, r_down = slope.raised(r), slope.lowered(r)
    p_r_up, p_r_down = p_of(name, n, r_up, shells), p_of(name, n, r_down, shells)
    return c, slope.ratio_condition(p_r_up, p_r_down, p_up, p_down)
