"""Events of an exchanger in the words of the report, each with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import causes
from greenlang.agents.exchanger.history.causes import (
    FLOW_EXPONENT,
    LEAST_STEP,
    plugged,
    plugged_rise,
)
from greenlang.agents.exchanger.history.cleanings import Found
from greenlang.agents.exchanger.history.exchanger import Analysed
from greenlang.agents.exchanger.history.faults import Fault
from greenlang.agents.exchanger.history.hours import Hours
from greenlang.agents.exchanger.history.jumps import Jumps
from greenlang.agents.exchanger.history.quality import stuck_spells
from greenlang.agents.exchanger.history.steps import CLEAR, Break
from greenlang.agents.exchanger.model import Exchanger
from greenlang.agents.exchanger.results import Cause, Event, ThermalHydraulic

Floats = NDArray[np.float64]

NAMES: Mapping[causes.Cause, Cause] = {
    "cleaning": "cleaning", "bypass_opens": "bypass", "bypass_closes": "bypass",
    "leak_opens": "bypass", "leak_closes": "bypass", "plugging": "plugging",
    "flow_meter": "flow_meter", "temperature_tag": "bias", "fluid_switch": "fluid_switch",
    "other": "undecided", "none": "fouling",
}  # fmt: skip
WORDS: Mapping[str, str] = {
    "none": "fouling alone", "other": "something else", "leak_opens": "bypass leaks",
    "leak_closes": "bypass leaks no more", "temperature_tag": "thermometer off",
}  # fmt: skip
UNIT_OF = {"t": "K", "m": "kg/s"}
STILL = (
    "stands still while its stream moves by more than five sigma, or for longer than its own "
    "scatter allows"
)


def of_process(a: Analysed, first: int) -> tuple[Event, ...]:
    """What happened to the exchanger: each break with its cause, and outages."""
    jump, scale = a.estimate.jump, a.hourly.facts.scale
    cleaned = [one for one in a.estimate.breaks if one.surely("cleaning")]
    out = [_event(a, one, "cleaning", first) for one in cleaned]
    out += _bypasses(a, first)
    for one in a.estimate.breaks:
        if one.surely("fluid_switch"):
            out.append(_event(a, one, "fluid_switch", first))
        elif one.surely("plugging"):
            out.append(_plugging(a, one, first))
        elif one.surely("flow_meter"):
            out.append(_meter(a, one, first))
        elif _open(a, one) and not (jump is not None and jump.holds(one, scale)):
            out.append(_event(a, one, "undecided" if _shown(one) else "not_separable", first))
    if jump is not None:
        out.append(_with_load(a, jump, first))
    if a.hourly.boiling.any():
        out.append(_boiling(a, first))
    spans = [(one.start, one.end) for one in cleaned]
    for stop in a.hourly.facts.outages:
        if not any(s <= stop.end and stop.start <= e for s, e in spans):
            days = float(stop.hours) / 24.0
            name = a.hourly.asset.name
            out.append(Event(name, "outage", first + stop.start, first + stop.end, days, "d"))
    return tuple(sorted(out, key=lambda event: event.start))


def _boiling(a: Analysed, first: int) -> Event:
    """Hours above a bubble point that the plant file gives: left out, since cp knows no boiling."""
    hours = np.flatnonzero(a.hourly.boiling)
    told = f"a liquid above its bubble point in {hours.size} h: they are left out of R_f"
    start, end = first + int(hours[0]) // 24, first + int(hours[-1]) // 24
    name, days = a.hourly.asset.name, float(hours.size) / 24.0
    return Event(name, "vaporisation", start, end, days, "d", evidence=(told,))


def _plugging(a: Analysed, one: Break, first: int) -> Event:
    """Tubes that are gone from here on, their share from the lasting step of the drop."""
    share = plugged(one.ln_dp["tube"].size)
    event = _event(a, one, "plugging", first)
    rise = plugged_rise(share, a.hourly.facts.resistance, a.hourly.facts.tube)
    told = (
        f"{share:.1%} of the tubes would do that: (1 - x)^-1.8",
        f"R_f by the surface lost {rise:+.1e} m2 K/W",
    )
    return replace(event, end=None, size=share, unit="1", evidence=(*event.evidence, *told))


def _with_load(a: Analysed, jump: Jumps, first: int) -> Event:
    """R_f that jumps with a flow or a temperature."""
    flow = jump.trigger.startswith("m_")
    value = f"{jump.threshold:.3g} kg/s" if flow else f"{jump.threshold - 273.15:.1f} degC"
    side = "below" if jump.below else "above"
    where = f"up where {jump.trigger} is {side} {value} and down where it is not"
    jumps = f"{jump.count} jumps of R_f by {jump.size:.1e} m2 K/W, {where}"
    told = [
        jumps,
        f"that tells {jump.right:.0%} of their sides",
        f"heat balance {100.0 * jump.imbalance:+.1f} % of the duty with it",
    ]
    if np.isfinite(jump.ln_dp):
        told.insert(2, f"tube pressure-drop ratio {100.0 * np.expm1(jump.ln_dp):+.0f} % with it")
    end = None if jump.end is None else first + jump.end
    return Event(
        a.hourly.asset.name, jump.cause, first + jump.start, end, jump.size, "m2 K/W",
        second="vaporisation" if jump.cause == "maldistribution" else "maldistribution",
        evidence=tuple(told),
    )  # fmt: skip


def _meter(a: Analysed, one: Break, first: int) -> Event:
    """A flow meter that misreads: the factor from the balance, the meter from the pressure drop."""
    asset = a.hourly.asset
    drops = {space: abs(step.size) for space, step in one.ln_dp.items() if np.isfinite(step.size)}
    space = max(drops, key=lambda name: drops[name])
    side = next(side for side, where in asset.spaces.items() if where == space)
    event = _event(a, one, "flow_meter", first)
    sign = 1.0 if side == "hot" else -1.0
    share = float(np.expm1(sign * one.imbalance.size))
    told = f"the meter of the {side} side would read {share:+.0%}: m^-1.8 of its pressure drop"
    tag = asset.tags[f"m_{side}"].tag
    evidence = (*event.evidence, told)
    return replace(event, end=None, size=share, unit="1", tag=tag, evidence=evidence)


def _open(a: Analysed, one: Break) -> bool:
    """A step of R_f that nothing explains clearly, and no open bypass covers."""
    unclear = one.gap < CLEAR or one.cause == "other"
    return bool(
        unclear
        and abs(one.r_f.size) >= LEAST_STEP * a.hourly.facts.scale
        and not a.estimate.bypass[one.start]
    )


def _shown(one: Break) -> bool:
    """Whether the exchanger has the tags that could tell a bypass from fouling."""
    drops = [step.size for step in one.ln_dp.values()]
    return bool(np.isfinite(one.valve) or np.isfinite(drops).any())


def _event(a: Analysed, one: Break, cause: Cause, first: int) -> Event:
    return Event(
        a.hourly.asset.name,
        cause,
        first + one.start,
        first + one.end,
        one.r_f.size,
        "m2 K/W",
        None,
        one.gap,
        None if one.second is None else NAMES[one.second],
        tuple(_evidence(one)),
        _weighed(one),
    )


def _weighed(one: Break) -> dict[str, float]:
    """Misfit of every cause in the words of the report, the least first."""
    found: dict[str, float] = {}
    for cause, misfit in one.misfits.items():
        name = WORDS.get(cause, cause.replace("_", " "))
        if np.isfinite(misfit):
            found[name] = min(misfit, found.get(name, np.inf))
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _evidence(one: Break) -> list[str]:
    out = []
    if np.isfinite(one.r_f.size):
        out.append(f"R_f {one.r_f.size:+.2e} +- {one.r_f.sd:.1e} m2 K/W")
    for side, step in one.ln_dp.items():
        if np.isfinite(step.size):
            out.append(f"{side} pressure-drop ratio {100.0 * np.expm1(step.size):+.0f} %")
    if np.isfinite(one.imbalance.size):
        off = 100.0 * one.imbalance.size
        out.append(f"heat balance {off:+.1f} +- {100.0 * one.imbalance.sd:.1f} % of the duty")
    if np.isfinite(one.valve):
        out.append(f"bypass valve {100.0 * one.valve:+.0f} points")
    if one.outage:
        out.append("out of service")
    if one.logged:
        out.append("in the log")
    return out


def _bypasses(a: Analysed, first: int) -> list[Event]:
    """Spells of an open bypass, from opening to closing; the share from the pressure drop."""
    out = []
    for opened, closed in a.estimate.bypasses:
        shares = [
            1.0 - float(np.exp(step.size / FLOW_EXPONENT))
            for step in opened.ln_dp.values()
            if np.isfinite(step.size) and step.size < 0.0
        ]
        share = max(shares, default=float("nan"))
        out.append(
            Event(
                a.hourly.asset.name,
                "bypass",
                first + opened.start,
                None if closed is None else first + closed.end,
                share,
                "1",
                None if "bypass" not in a.hourly.asset.tags else a.hourly.asset.tags["bypass"].tag,
                opened.gap,
                None if opened.second is None else NAMES[opened.second],
                (*_evidence(opened), *_leaks(opened)),
                _weighed(opened),
            )
        )
    return out


def _leaks(one: Break) -> tuple[str, ...]:
    return ("the valve shows shut: it leaks",) if one.cause == "leak_opens" else ()


def of_paths(asset: str, paths: Sequence[ThermalHydraulic]) -> tuple[Event, ...]:
    """Deposits that age: R_f fell in a cycle, no outage, the pressure drop as it was."""
    return tuple(_aged(asset, one) for one in paths if one.verdict == "ageing")


def _aged(asset: str, one: ThermalHydraulic) -> Event:
    drop, sd = 100.0 * np.expm1(one.ln_drop_rise), 100.0 * one.ln_drop_rise_sigma
    evidence = (
        one.why,
        f"R_f {one.r_f_rise:+.1e} +- {one.r_f_rise_sigma:.1e} m2 K/W without outage",
        f"tube pressure-drop ratio {drop:+.1f} +- {sd:.1f} %",
    )
    return Event(
        asset, "ageing", one.start, one.end, one.r_f_rise, "m2 K/W", second="cleaning",
        evidence=evidence,
    )  # fmt: skip


def _of_fault(fault: Fault, role: str) -> Cause:
    return "flow_meter" if role.startswith("m_") else fault.shape


def of_tags(asset: Exchanger, found: Sequence[Fault], measured: Hours) -> tuple[Event, ...]:
    """Faults and frozen spells of the exchanger's own tags."""
    days = measured.days
    out = []
    for fault in found:
        own = [r for r, tag in asset.tags.items() if tag.tag == fault.tags[0]]
        if not own:
            continue
        named = len(fault.tags) == 1
        last = fault.end >= len(days)
        out.append(
            Event(
                asset.name,
                _of_fault(fault, own[0]) if named else "not_separable",
                int(days[fault.start]),
                None if last else int(days[fault.end - 1]),
                fault.size,
                UNIT_OF[own[0][0]],
                fault.tags[0],
                fault.gap,
                None,
                (f"balances and pipes: chi2 {fault.gain:.0f}, next best {fault.gap:.0f} less",)
                if named
                else (f"equally well explained by {', '.join(fault.tags)}",),
            )
        )
    for tag in dict.fromkeys(tag.tag for tag in asset.tags.values()):
        hour = measured.tags.get(tag)
        for a, b in stuck_spells(hour) if hour is not None else ():
            evidence = (STILL,)
            start, end = int(days[a // 24]), int(days[min((b - 1) // 24, len(days) - 1)])
            out.append(
                Event(
                    asset.name,
                    "stuck",
                    start,
                    end,
                    float(b - a) / 24.0,
                    "d",
                    tag,
                    evidence=evidence,
                )
            )
    return tuple(out)


def cleanings_found(a: Analysed) -> tuple[Found, ...]:
    """Cleanings with R_f before and after from the smoothed level."""
    seen = np.isfinite(a.estimate.fit.y)
    reach = {(o.start, o.end): (o.earliest, o.latest) for o in a.hourly.facts.outages}
    out = []
    for one in a.estimate.breaks:
        if not one.surely("cleaning"):
            continue
        # Cleaned within a day, that day is a mixture of both.
        back = one.end + (one.start == one.end)
        before = np.flatnonzero(seen[: min(one.start + 1, one.end)])
        after = np.flatnonzero(seen[back:]) + back
        if before.size == 0 or after.size == 0:
            continue
        i, j = int(before[-1]), int(after[0])
        sd = float(np.hypot(a.estimate.fit.level_sd[i], a.estimate.fit.level_sd[j]))
        out.append(
            Found(
                one.start,
                one.end,
                float(a.estimate.fit.level[i]),
                float(a.estimate.fit.level[j]),
                sd,
                *reach.get((one.start, one.end), (one.start, one.end)),
            )
        )
    return tuple(out)
