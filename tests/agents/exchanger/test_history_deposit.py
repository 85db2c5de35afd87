"""Heat and drop together, and rates over velocity and film temperature."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from greenlang.agents.exchanger.figures import OF_UNIT, View
from greenlang.agents.exchanger.history import surfaces, thermohydraulic
from greenlang.agents.exchanger.model import Tubes
from greenlang.agents.exchanger.results import FoulingRates
from greenlang.agents.exchanger.summary.deposit import deposit, severity
from greenlang.agents.exchanger.summary.sheets import numbers
from greenlang.agents.page import Origin
from greenlang.core.errors import InsufficientData
from greenlang.library.fouling import threshold as th
from greenlang.library.fouling.hydraulic import (
    bore_of_drop,
    conductivity,
    inside_resistance,
    known_conductivities,
    ln_drop,
)
from greenlang.library.heat.resistances import fouled_diameter
from tests.agents.exchanger import example_history as example

DAYS = 200
D_O, D_I = 0.0254, 0.02118


def _analysed(r_f: Any, ln_dp: Any, tubes: Tubes | None, noise: float = 0.005) -> Any:
    """What the diagnosis reads of an exchanger with one cycle."""
    rng = np.random.default_rng(4)
    measured = r_f + rng.normal(0, 3e-6, DAYS)
    fit = SimpleNamespace(
        y=measured, level=r_f, level_sd=np.full(DAYS, 3e-6), random=3e-6, rate=np.gradient(r_f)
    )
    facts = SimpleNamespace(ln_dp={"tube": ln_dp + rng.normal(0, noise, DAYS)})
    asset = SimpleNamespace(tubes=tubes, name="E-1")
    estimate = SimpleNamespace(fit=fit, breaks=(), bypass=np.zeros(DAYS, np.bool_))
    return SimpleNamespace(estimate=estimate, hourly=SimpleNamespace(facts=facts, asset=asset))


TUBES = Tubes(count=400, passes=2, d_o=D_O, d_i=D_I, length=6.1, k=45.0)
GROWN = np.linspace(0, 1.2e-3, DAYS)
FLAT = np.full(DAYS, 4e-4)


def _clean(k_d: float, r_f: Any) -> Any:
    return ln_drop(k_d, inside_resistance(r_f, D_O, D_I), D_I)


def _verdict(r_f: Any, ln_dp: Any, tubes: Tubes | None = TUBES, noise: float = 0.005) -> Any:
    return thermohydraulic.diagnoses(_analysed(r_f, ln_dp, tubes, noise), 19_000)[0]


def test_a_deposit_inside_grows_along_its_conductivity() -> None:
    found = _verdict(GROWN, _clean(0.4, GROWN))
    assert found.verdict == "growth"
    assert found.conductivity.p10 < 0.4 < found.conductivity.p90
    true = 0.5 * (D_I - fouled_diameter(D_I, 0.4, inside_resistance(GROWN[-1], D_O, D_I)))
    assert found.thickness.p10 < true < found.thickness.p90


@pytest.mark.parametrize(
    ("r_f", "ln_dp", "verdict"),
    [
        (GROWN, 0.0 * GROWN, "other_side_or_tag"),
        (GROWN, _clean(0.02, GROWN) * 1.0, "other_side_or_tag"),
        (FLAT, np.linspace(0, 0.3, DAYS), "blockage_or_roughness"),
        (GROWN, _clean(6.0, GROWN), "blockage_or_roughness"),
        (GROWN[::-1], 0.2 + 0.0 * GROWN, "ageing"),
        (GROWN[::-1], _clean(0.4, GROWN[::-1]), "removal"),
        (FLAT, 0.1 + 0.0 * GROWN, "unchanged"),
    ],
)
def test_other_paths_are_told_apart(r_f: Any, ln_dp: Any, verdict: str) -> None:
    found = _verdict(r_f, ln_dp)
    assert found.verdict == verdict
    assert np.isnan(found.conductivity.p50)
    assert found.why


def test_noise_or_missing_measures_separate_nothing() -> None:
    small = 0.1 * GROWN
    assert _verdict(small, _clean(0.1, small), noise=0.03).verdict == "not_separable"
    assert _verdict(GROWN, _clean(0.4, GROWN), tubes=None).verdict == "not_separable"


def test_without_a_drop_or_enough_days_there_is_no_diagnosis() -> None:
    a = _analysed(GROWN, _clean(0.4, GROWN), TUBES)
    a.hourly.facts.ln_dp = {}
    assert thermohydraulic.diagnoses(a, 19_000) == ()
    few = _analysed(GROWN, np.where(np.arange(DAYS) < 15, 0.0, np.nan), TUBES)
    assert thermohydraulic.diagnoses(few, 19_000) == ()


def test_bore_and_conductivity_invert_the_deposit() -> None:
    r_fi = 5e-4
    bore = fouled_diameter(D_I, 0.4, r_fi)
    assert conductivity(D_I, bore, r_fi) == pytest.approx(0.4)
    assert bore_of_drop(np.exp(ln_drop(0.4, r_fi, D_I)), D_I) == pytest.approx(bore, rel=1e-12)
    low, high = known_conductivities()
    for mechanism in ("chemical", "crystallisation", "biological", "corrosion", "particulate"):
        one = known_conductivities(mechanism)
        assert low <= one[0] < one[1] <= high


def _rates(v: Any, t: Any, rate: Any) -> FoulingRates:
    n = len(rate)
    nothing = np.zeros(0)
    return FoulingRates(
        np.arange(n) * 30 + 19_000, rate, np.full(n, 1e-12), v, t, None, "not told", (),
        (nothing, nothing),
    )  # fmt: skip


def test_a_season_that_matters_is_told_at_equal_age() -> None:
    day: Any = np.arange(24) * 30 + 19_000
    date = day.astype("datetime64[D]")
    of_year = (date - date.astype("datetime64[Y]")).astype(int)
    age = np.tile(np.arange(12) * 30.0, 2)
    rng = np.random.default_rng(2)
    rate = 1e-11 + 2e-11 * ((of_year >= 90) & (of_year <= 273)) - 1e-14 * age
    told = surfaces._season(day, rate + rng.normal(0, 1e-12, 24), np.full(24, 1e-12), age)
    assert "April to September" in told[0]
    flat = surfaces._season(day, 1e-11 + rng.normal(0, 1e-12, 24), np.full(24, 1e-12), age)
    assert flat == ()


def test_a_threshold_is_fitted_where_months_tell_it_and_refused_else() -> None:
    rng = np.random.default_rng(6)
    v, t = rng.uniform(0.9, 2.2, 40), rng.uniform(480, 590, 40)
    re, pr = th.reynolds(v, D_I, 780.0, 6e-4), np.full(40, 9.0)
    tau = th.smooth_shear(re, v, 780.0)
    true = th.net_rate(9.0, th.reaction(re, -0.88, pr, 0.0, 68e3, t), 4e-11, tau)
    at = {"re": re, "pr": pr, "tau": tau, "t_film": t, "v": v}
    told, note = surfaces._threshold(true + rng.normal(0, 1e-11, 40), np.full(40, 1e-11), at)
    assert told is not None
    assert note == ""
    assert told.a == pytest.approx(9.0, rel=0.2)
    speeds, line = surfaces._line(told, at)
    assert speeds.size == line.size > 0
    assert np.all(np.diff(line) > 0)
    told, note = surfaces._threshold(np.full(40, 1e-11), np.full(40, 1e-12), at)
    assert told is None
    assert "one mean rate" in note


@pytest.fixture(scope="module")
def view() -> View:
    return View(*example.ordinary())


def test_the_page_says_what_is_known_and_what_is_not(view: View) -> None:
    one = view.history.exchangers[1]
    told = {row[0]: row[1] for row in deposit(view, one).rows}
    assert set(told) >= {"Severity", "Pace", "Mechanism", "Heat and drop", "Threshold"}
    assert told["Heat and drop"].startswith("not separable since")
    assert told["Threshold"].startswith("insufficient data: velocity")
    grown = {row[0]: row[1] for row in deposit(view, view.history.exchangers[2]).rows}
    assert "0.40 W/m K (0.35 to 0.45), 0.30 mm thick" in grown["Heat and drop"]
    assert grown["Threshold"].startswith("a 9")
    assert "Season, load" in grown
    none = replace(one, hydraulic=(), rates=None, forecast=None)
    bare = {row[0]: row[1] for row in deposit(view, none).rows}
    assert all(text.startswith("insufficient data") for text in bare.values())
    asset = view.plant.asset(one.asset)
    allowed = replace(asset, design=replace(asset.design, r_f_tube=8e-4, r_f_shell=None))
    plant = replace(
        view.plant,
        assets=tuple(allowed if each.name == one.asset else each for each in view.plant.assets),
    )
    said = severity(View(plant, view.history, view.plan), one)
    assert said.split(":")[0] in {"clean", "light", "moderate", "heavy", "severe", "critical"}


def test_charts_name_what_is_missing(view: View) -> None:
    one = view.history.exchangers[1]
    with pytest.raises(InsufficientData, match="months"):
        OF_UNIT["threshold"].draw(replace(one, rates=None), view)
    asset = view.plant.asset(one.asset)
    for changed, said in (
        (replace(asset, tags={}), "dp_tube"),
        (replace(asset, tubes=None), "tub"),
    ):
        other = replace(view.plant, assets=(changed,))
        with pytest.raises(InsufficientData, match=said):
            OF_UNIT["heat_and_drop"].draw(one, View(other, view.history, view.plan))
    n = 12
    rates = _rates(np.linspace(1, 2, n), np.linspace(480, 520, n), np.linspace(1e-12, 4e-12, n))
    assert OF_UNIT["threshold"].draw(replace(one, rates=rates), view)["layer"]


def test_the_document_holds_every_number_of_the_deposit_with_its_unit(view: View) -> None:
    told = numbers(view, Origin())["exchangers"]
    first, second = (told[view.history.exchangers[k].asset]["deposit"] for k in (2, 1))
    grown = first["heat_and_drop"][-1]
    assert grown["verdict"] == "growth"
    assert grown["conductivity"]["p50"] == {"value": 0.4, "unit": "W/(m K)"}
    assert second["heat_and_drop"][-1]["thickness"]["p50"]["value"] is None
    assert len(first["rates"]) == 24
    assert first["rates"][0]["rate"]["unit"] == "m2 K/J"
    assert second["threshold"].startswith("velocity")
