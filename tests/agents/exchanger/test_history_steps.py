"""Breaks and their causes: what R_f, pressure drop, valve, outage and log say together."""

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.days import Facts, Outage, outages
from greenlang.agents.exchanger.history.steps import Break, found

Floats = NDArray[np.float64]
DAYS = 300
SD = np.full(DAYS, 5e-6)


def grown(cleaned: int | None = None, seed: int = 1) -> Floats:
    """R_f that grows by 4e-6 a day from zero, and again from zero after a cleaning."""
    day = np.arange(DAYS)
    since = day if cleaned is None else np.where(day < cleaned, day, day - cleaned)
    return 4e-6 * since + 5e-6 * np.random.default_rng(seed).normal(size=DAYS)


def out(r_f: Floats, start: int, end: int) -> Floats:
    r_f = r_f.copy()
    r_f[start:end] = np.nan
    return r_f


def drop(r_f: Floats, seed: int = 2) -> Floats:
    """The ln of a pressure-drop ratio that goes with R_f."""
    noise = 0.005 * np.random.default_rng(seed).normal(size=DAYS)
    return np.where(np.isfinite(r_f), 200.0 * np.nan_to_num(r_f) + noise, np.nan)


def sure(breaks: tuple[Break, ...]) -> list[tuple[str, int, int]]:
    return [(one.cause, one.start, one.end) for one in breaks if one.surely(one.cause)]


def test_a_cleaning_in_an_outage() -> None:
    r_f = out(grown(160), 152, 160)
    facts = Facts(outages=(Outage(152, 160, 190, 152, 160),), ln_dp={"tube": drop(r_f)})
    assert sure(found(r_f, SD, facts)) == [("cleaning", 152, 160)]


def test_a_cleaning_whose_end_the_historian_missed() -> None:
    r_f = out(grown(160), 152, 166)
    facts = Facts(outages=(Outage(152, 158, 150, 152, 165),), ln_dp={"tube": drop(r_f)})
    assert sure(found(r_f, SD, facts)) == [("cleaning", 152, 158)]


def test_a_cleaning_after_which_the_readings_were_lost() -> None:
    r_f = out(grown(160), 152, 167)
    facts = Facts(outages=(Outage(152, 160, 190, 152, 160),), ln_dp={"tube": drop(r_f)})
    assert sure(found(r_f, SD, facts)) == [("cleaning", 152, 160)]
    lost = out(grown(160), 145, 160)
    facts = Facts(outages=(Outage(152, 160, 190, 152, 160),), ln_dp={"tube": drop(lost)})
    assert sure(found(lost, SD, facts)) == [("cleaning", 152, 160)]


def test_an_outage_without_effect_is_no_cleaning() -> None:
    r_f = out(grown(), 152, 160)
    facts = Facts(outages=(Outage(152, 160, 190, 152, 160),), ln_dp={"tube": drop(r_f)})
    assert sure(found(r_f, SD, facts)) == []


def test_a_step_without_outage_or_log_is_no_cleaning() -> None:
    r_f = grown()
    r_f[150:] -= 3e-4
    assert [one for one in found(r_f, SD, Facts()) if one.surely("cleaning")] == []
    logged = found(r_f, SD, Facts(logged=((149, 150),)))
    assert [one.cause for one in logged if one.surely("cleaning")] == ["cleaning"]


def test_a_bypass_looks_like_fouling_but_lowers_the_pressure_drop() -> None:
    r_f = grown()
    ratio = drop(r_f)
    r_f[120:170] += 4e-4
    ratio[120:170] += 1.8 * np.log(0.7)
    valve = np.full(DAYS, 0.01)
    valve[120:170] = 0.5
    for facts in (
        Facts(valve=valve, ln_dp={"tube": ratio}),
        Facts(ln_dp={"tube": ratio}),
    ):
        assert sure(found(r_f, SD, facts)) == [
            ("bypass_opens", 120, 120),
            ("bypass_closes", 170, 170),
        ]


def test_without_valve_and_pressure_drop_a_bypass_is_not_named() -> None:
    r_f = grown()
    r_f[120:170] += 4e-4
    breaks = found(r_f, SD, Facts())
    assert not any(one.surely("bypass_opens", "bypass_closes", "cleaning") for one in breaks)


def test_outages_with_hardly_an_hour_of_service_between_are_one() -> None:
    off = np.zeros(24 * 20, np.bool_)
    off[100:150] = True
    off[160:200] = True
    off[400:405] = True
    assert outages(off, ~off) == (Outage(4, 8, 100, 4, 8),)


def test_missing_readings_do_not_split_an_outage() -> None:
    off = np.zeros(24 * 20, np.bool_)
    off[100:150] = True
    off[200:260] = True
    on = ~off
    on[150:200] = False
    assert outages(off, on) == (Outage(4, 10, 160, 4, 10),)
    on[60:100] = False
    assert outages(off, on)[0].earliest == 2
