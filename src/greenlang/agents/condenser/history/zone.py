"""One zone hour by hour: balance, transfer, clean model (spec 4.2 to 4.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser import box_equations as bx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.history import clean, sanity, witnesses
from greenlang.agents.condenser.history.airside import Air, air
from greenlang.agents.condenser.history.balance import PRESSURE, Balance, balance
from greenlang.agents.condenser.history.drifting import Drifting, undrifted
from greenlang.agents.condenser.history.rows import Rows, codes
from greenlang.agents.condenser.history.transfer import State, Transfer, transfer
from greenlang.agents.condenser.history.witnesses import Gauges
from greenlang.agents.condenser.method import clean as films
from greenlang.agents.condenser.model import CleaningMethod, LogEntry, PowerUnit
from greenlang.agents.condenser.results import CleanFit
from greenlang.core.errors import InsufficientData
from greenlang.core.quality import Codes
from greenlang.library.flow import friction
from greenlang.library.heat import condensation
from greenlang.library.series.arrays import Bools, Floats
from greenlang.library.series.daily import daily_median

TTD = 3.0  # sigma that the terminal difference must have above zero
OUT_SIGMA = 0.3  # K, of an outlet that is not measured
TOGETHER = 7  # days within which cleanings of the boxes make the condenser clean
WIDER = (0, 8, 16, 32)  # days by which a clean time with few hours is taken for longer
EFFECT = 0.8  # share that a method takes, where the plant file does not say
ROUGHNESS = 1.5e-6  # m, drawn tubes
BOX_HEADS = 1.5  # velocity heads of the boxes, until a clean time tells
FIRST = 30  # days that tell a clean drop where no clean time is known


@dataclass(frozen=True)
class ZoneHours:
    """Everything of a zone by hour; `zero` (B,) is what each box's r shows on clean days.

    `rows` have the pressure without the gauge's bias, `as_read` with it.
    """

    unit: PowerUnit
    rows: Rows
    as_read: Rows
    balance: Balance
    air: Air
    whole: Transfer
    boxes: tuple[Transfer, ...]
    fit: CleanFit
    tubes: Tubes
    zero: Floats
    valid: Bools
    code: Codes
    kappa: Floats
    gauges: Gauges
    drifts: tuple[Drifting, ...]
    warnings: tuple[str, ...]

    @property
    def whole_inlet(self) -> Floats:
        """Inlet temperature of the boxes' mixed water."""
        v = np.where(self.rows.box_on, self.balance.v, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(
                np.where(self.rows.box_on, v * self.balance.t_in, 0.0).sum(axis=1) / v.sum(axis=1)
            )

    def hourly_r(self, bias: Floats) -> Floats:
        """1/U - 1/U_clean (n, B), were the pressure gauge to read too high by `bias` (D,)."""
        boxes = _box_transfers(self.unit, _without(self.as_read, bias), self.balance, self.fit.f_b)
        each = [one.resistance - one.clean(self.fit.f_b, self.fit.f_t) for one in boxes]
        return np.where(self.valid[:, None], np.column_stack(each) - self.zero, np.nan)

    def at_bias(self, bias: Floats) -> Floats:
        """Daily r (D, B) at a bias (D,) of the pressure gauge, Pa."""
        return np.column_stack([daily_median(column) for column in self.hourly_r(bias).T])


def zone_hours(
    unit: PowerUnit,
    rows: Rows,
    log: tuple[LogEntry, ...],
    methods: tuple[CleaningMethod, ...] = (),
    bias: Floats | None = None,
) -> ZoneHours:
    """A zone's hours. Errors: ImpossibleState with the likely mistake, InsufficientData.

    `bias` (D,): what the pressure gauge reads too high by its witnesses, Pa; the clean condenser is
    learnt without it.
    """
    sanity.refuse(unit, rows)
    gauges = witnesses.gauges(rows)
    rows, told = witnesses.agreed(rows, gauges)
    rows, drifts = undrifted(rows)
    off = np.zeros(len(rows.days)) if bias is None else bias
    as_read, rows = rows, _without(rows, off)
    closed, air_side = balance(unit, rows), air(unit, rows)
    tubes = zone_tubes(unit, rows)
    prior = float(tubes.f_b or condensation.bundle_prior(float(tubes.rows or 1.0)))
    first = _transfers(unit, rows, closed, tubes, prior)
    valid, infeasible = _valid(rows, closed, first)
    if not valid.any():
        raise InsufficientData(_nothing(rows, closed, infeasible))
    y = np.where(valid, first[0].resistance - first[0].clean(prior, 1.0), np.nan)
    at = clean.window(
        _declared(unit, rows),
        _cleaned(rows, log, {one.name: one.effect for one in methods}),
        daily_median(y),
        clean.barred(
            daily_median(air_side.m), daily_median(np.where(valid, air_side.depression, np.nan))
        ),
    )
    at, where = _enough(at, valid)
    left, given = at.left(rows.n), (unit.model.f_b, unit.model.f_t)
    both, found = first, clean.unlearnt(prior, given)
    if np.count_nonzero(where) >= clean.LEAST:
        found = clean.learnt(first[0], (where, left), prior, given)
        both = _transfers(unit, rows, closed, tubes, found[0])
        found = clean.learnt(both[0], (where, left), prior, given)
    else:
        at = replace(at, source="prior")
    fit = clean.fit(found, at, int(rows.days[0]), int(where.sum()), prior)
    zero = np.array([_zero(one, fit, (where, left), at.source) for one in both[1]])
    return ZoneHours(
        unit, rows, as_read, closed, air_side, both[0], both[1], fit,
        replace(tubes, f_b=fit.f_b, f_t=fit.f_t), zero, valid, codes(rows, valid, infeasible),
        _kappa(unit, rows, closed, valid, where), gauges, drifts, told,
    )  # fmt: skip


def _enough(at: clean.Window, valid: Bools) -> tuple[clean.Window, Bools]:
    """The window, longer where it has few hours, and its valid hours."""
    for more in WIDER:
        wide = clean.wider(at, more)
        where = valid & wide.hours(len(valid))
        if np.count_nonzero(where) >= clean.LEAST:
            break
    return wide, where


def zone_tubes(unit: PowerUnit, rows: Rows) -> Tubes:
    """The tubes of a zone, with the bundle factor where the plant file gives it."""
    share = sum(unit.bundle.share[box] for box in rows.zone.boxes)
    count = round(unit.bundle.tubes.count * share)
    return replace(unit.bundle.tubes, count=count, f_b=unit.model.f_b, f_t=unit.model.f_t)


def _transfers(
    unit: PowerUnit, rows: Rows, closed: Balance, tubes: Tubes, f_b: float
) -> tuple[Transfer, tuple[Transfer, ...]]:
    """Of the whole zone by its mixed water, and of every box."""
    p_w = PRESSURE if unit.water.pressure is None else unit.water.pressure
    v = np.where(rows.box_on, closed.v, 0.0)
    total = v.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        t_in = np.where(rows.box_on, v * closed.t_in, 0.0).sum(axis=1) / total
    plain = replace(tubes, f_b=None, f_t=None)
    whole = transfer(
        plain,
        State(t_in, total, closed.q, rows.p.x, rows.plugged.sum(axis=1)),
        f_b,
        p_w,
        unit.water.salinity or None,
    )
    return whole, _box_transfers(unit, rows, closed, f_b)


def _box_transfers(
    unit: PowerUnit, rows: Rows, closed: Balance, f_b: float
) -> tuple[Transfer, ...]:
    p_w = PRESSURE if unit.water.pressure is None else unit.water.pressure
    return tuple(
        transfer(
            replace(unit.bundle.of(box), f_b=None, f_t=None),
            State(
                closed.t_in[:, b], closed.v[:, b], closed.q_box[:, b], rows.p.x, rows.plugged[:, b]
            ),
            f_b,
            p_w,
            unit.water.salinity or None,
        )
        for b, box in enumerate(rows.zone.boxes)
    )


def _valid(
    rows: Rows, closed: Balance, of: tuple[Transfer, tuple[Transfer, ...]]
) -> tuple[Bools, Bools]:
    """Hours that count, and hours whose terminal difference cannot be told from none."""
    sigma_s = rows.p.sigma * 4.4e-3  # K; 0.44 K a mbar near 38 mbar
    sigma_out = np.nan_to_num(rows.t_out.sigma, nan=OUT_SIGMA)
    infeasible = np.zeros(rows.n, np.bool_)
    there = np.isfinite(of[0].resistance)
    for b, one in enumerate(of[1]):
        with np.errstate(invalid="ignore"):
            tight = ~(one.ttd > TTD * np.hypot(sigma_s, sigma_out[:, b]))
        infeasible |= tight & np.isfinite(one.ttd)
        there &= np.isfinite(one.resistance)
    with_boxes = rows.box_on.all(axis=1)
    valid = rows.on & rows.steady & with_boxes & closed.closed & there & ~infeasible
    return valid, infeasible & rows.on


def _nothing(rows: Rows, closed: Balance, infeasible: Bools) -> str:
    on = rows.on
    return (
        f"no hour gives a coefficient: of {np.count_nonzero(on)} on line "
        f"{np.count_nonzero(on & ~rows.steady)} are unsteady, "
        f"{np.count_nonzero(on & ~closed.closed)} have an open heat balance, "
        f"{np.count_nonzero(infeasible)} a terminal difference within its own uncertainty; see the "
        "findings by tag"
    )


def _declared(unit: PowerUnit, rows: Rows) -> tuple[tuple[int, int], ...]:
    """Declared clean days that all waterboxes of the zone share, as indices of days."""
    first, n = int(rows.days[0]), len(rows.days)
    clean_days = np.ones(n, np.bool_)
    for box in rows.zone.boxes:
        mine = np.zeros(n, np.bool_)
        for a, b in unit.clean.get(box, ()):
            mine[max(a - first, 0) : max(b - first + 1, 0)] = True
        clean_days &= mine
    edge = np.flatnonzero(np.diff(np.concatenate(([0], clean_days.astype(np.int8), [0]))))
    return tuple((int(a), int(b) - 1) for a, b in zip(edge[::2], edge[1::2], strict=True))


def _cleaned(
    rows: Rows, log: tuple[LogEntry, ...], effects: Mapping[str, float]
) -> tuple[clean.Cleaned, ...]:
    """Cleanings of the log that left all waterboxes clean within some weeks of one another."""
    first = int(rows.days[0])
    found = []
    cleanings = sorted((e for e in log if e.what == "cleaning"), key=lambda e: e.end)
    for last in cleanings:
        latest = {box: _latest(cleanings, box, last) for box in rows.zone.boxes}
        known = [one for one in latest.values() if one is not None]
        if len(known) == len(latest):
            share = [effects.get(one.method, EFFECT) for one in known]
            found.append(
                clean.Cleaned(last.end - first, min(one.start for one in known) - first, min(share))
            )
    return tuple(found)


def _latest(cleanings: Sequence[LogEntry], box: str, last: LogEntry) -> LogEntry | None:
    of = [e for e in cleanings if e.box in {"", box} and 0 <= last.end - e.end <= TOGETHER]
    return of[-1] if of else None


def _zero(of: Transfer, fit: CleanFit, at: tuple[Bools, Floats], source: str) -> float:
    """What a box's r shows on the clean days: its meter's share, not its dirt."""
    if source not in {"declared", "after cleanings"}:
        return 0.0
    where, left = at
    r = (of.resistance - of.clean(fit.f_b, fit.f_t) - left)[where]
    seen = r[np.isfinite(r)]
    return float(np.median(seen)) if seen.size else 0.0


def _without(rows: Rows, bias: Floats) -> Rows:
    """Rows with a bias (D,) of the pressure gauge taken off."""
    return replace(rows, p=replace(rows.p, x=rows.p.x - np.repeat(bias, 24)))


def _kappa(
    unit: PowerUnit, rows: Rows, closed: Balance, valid: Bools, clean_hours: Bools
) -> Floats:
    """Drop over that of open tubes at the same flow, 1 on clean days (n, B)."""
    out = np.full(rows.dp.x.shape, np.nan)
    p_w = PRESSURE if unit.water.pressure is None else unit.water.pressure
    heads = BOX_HEADS if unit.water.k is None else unit.water.k
    for b, box in enumerate(rows.zone.boxes):
        if not np.isfinite(rows.dp.x[:, b]).any():
            continue
        tubes = replace(unit.bundle.of(box), plugged=rows.plugged[:, b])
        with np.errstate(all="ignore"):
            made = films.bundle(tubes)
            salinity = unit.water.salinity or None
            rho = water.density(p_w, closed.t_in[:, b], salinity)
            g = films.mass_velocity(made, closed.v[:, b] * rho)
            mu, _ = water.transport(p_w, closed.t_in[:, b], salinity)
            rough = friction.relative_roughness(ROUGHNESS, made.d_i)
            f = friction.churchill(friction.reynolds(g, made.d_i, mu), rough)
            drop = bx.box_drop(
                f, tubes.length, tubes.passes, made.d_i, heads, rho, friction.velocity(g, rho)
            )
            ratio = rows.dp.x[:, b] / drop
        early = np.zeros(rows.n, np.bool_)
        seen = np.flatnonzero(valid & np.isfinite(ratio))
        early[seen[: 24 * FIRST]] = True
        known = clean_hours if np.isfinite(ratio[clean_hours]).any() else early
        usual = ratio[known & np.isfinite(ratio)]
        out[:, b] = ratio / float(np.median(usual)) if usual.size else np.nan
    return np.where(rows.on[:, None], out, np.nan)
