"""The clean condenser's films, wall, fins, licensed tables; sea water in every analysis."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from greenlang.agents.condenser.cases import ExpectedCase, Fins, Tubes
from greenlang.agents.condenser.method import clean
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.app import command
from greenlang.core.errors import ImpossibleState, InsufficientData, NotFound, OutsideValidity
from greenlang.library.flow import friction
from greenlang.library.fluids import seawater
from greenlang.library.heat import condensation, films, fins, low_fins, materials
from greenlang.library.steam import identities, liquid, region1
from tests.agents.condenser.golden_cases import FINNED, HEI, INVENTED, SEA, US
from tests.agents.condenser.made import GOLDEN, part, run
from tests.library.test_hei import written


def _tubes(**changes: Any) -> dict[str, Any]:
    return part("clean_transfer", "tubes", **changes)


def test_sea_water_carries_less_heat() -> None:
    """At 25 degC and 35 g/kg cp is 4.3 % and rho cp 1.8 % below fresh water."""
    cp = float(seawater.cp(298.15, 0.035, 101325.0)) / float(
        region1.heat_capacity(101325.0, 298.15)
    )
    rho = float(seawater.rho(298.15, 0.035, 101325.0)) * float(region1.volume(101325.0, 298.15))
    assert cp - 1 == pytest.approx(-0.043, abs=0.001)
    assert cp * rho - 1 == pytest.approx(-0.018, abs=0.001)
    fresh = {k: v for k, v in SEA["water"].items() if k != "salinity"}
    sea, river = run("performance", **SEA), run("performance", **{**SEA, "water": fresh})
    assert float(sea.q_water / river.q_water) == pytest.approx(0.982, abs=0.001)
    assert sea.u_clean < river.u_clean


@pytest.mark.parametrize(
    ("name", "higher"),
    [
        ("expected_pressure", "p"), ("clean_transfer", "r_inside"), ("decomposition", "p_actual"),
        ("zones", "p_mean"), ("waterbox", "dp_model"), ("siphon", "reserve"),
    ],
)  # fmt: skip
def test_every_analysis_with_cooling_water_takes_salinity(name: str, higher: str) -> None:
    fresh, sea = run(name), run(name, salinity="35 g/kg")
    if name == "siphon":
        assert sea.reserve < fresh.reserve
    else:
        assert getattr(sea, higher) > getattr(fresh, higher)
    brackish = run(name, salinity="5 g/kg")
    assert abs(getattr(brackish, higher) / getattr(fresh, higher) - 1) < 0.03


def test_the_duty_and_the_check_take_salinity() -> None:
    water = {**part("duty", "water"), "salinity": "35 g/kg"}
    assert run("duty", water=water).q_water < run("duty").q_water
    good = {"p": "46.5 mbar a", "v": "57600 m3/h"}
    assert (
        run("input_check", **good, salinity="35 g/kg").q_water < run("input_check", **good).q_water
    )


@pytest.mark.parametrize("salinity", ["35", "3.5", "350 g/kg", "-1 g/kg"])
def test_a_salinity_in_another_unit_is_told(salinity: str) -> None:
    with pytest.raises(ImpossibleState, match="kg/kg"):
        run("expected_pressure", salinity=salinity)


def test_columns_take_salinity() -> None:
    tubes = Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, plugged=600.0, f_b=0.75)
    case = ExpectedCase(tubes, np.array([295.15, 285.15]), 13.5, 5.6e8, 8e-5, salinity=0.035)
    found = expected_pressure(case)
    exact = run("expected_pressure", salinity="35 g/kg")
    assert found.p[0] == pytest.approx(float(exact.p), rel=1e-6)


def test_rabas_and_cane_lie_near_gnielinski_over_condensers() -> None:
    """-3.2 to +7.7 % at 5 to 35 degC, 1 to 2.5 m/s in 1 inch tubes."""
    t, v = np.meshgrid(np.linspace(278.15, 308.15, 13), np.linspace(1.0, 2.5, 13))
    log_t = liquid.logarithm(t)
    mu, k, p = liquid.viscosity(log_t), liquid.conductivity(log_t), 2e5
    re = friction.reynolds(v * identities.density(region1.volume(p, t)), 0.023978, mu)
    pr = films.prandtl(region1.heat_capacity(p, t), mu, k)
    ratio = films.rabas_cane(re, pr) / films.gnielinski(re, pr, friction.petukhov(re)) - 1
    assert ratio.min() == pytest.approx(-0.032, abs=0.003)
    assert ratio.max() == pytest.approx(0.077, abs=0.005)
    other = run("clean_transfer", tubes=_tubes(film="rabas_cane"))
    assert 0.95 < float(other.r_inside / run("clean_transfer").r_inside) < 1.05


def test_the_finned_tube_of_a_published_example() -> None:
    """EES, Cond_finned_tube: 7102 W/m2K with its own efficiency of fins and properties."""
    d_r, d_f, t_f, n, k = 0.05, 0.12, 0.003, 200.0, 200.0
    pitch = low_fins.pitch(n)
    flanks, root = low_fins.flanks(d_r, d_f, pitch), fins.root_surface(d_r, t_f, pitch)
    t = 348.15
    latent = 2256.4e3 + 0.68 * 4193.0 * 50.0
    group = condensation.condensate_group(t) * latent / 2321.0e3
    h = 5000.0
    for _ in range(20):
        eta = fins.fin_efficiency(fins.fin_parameter(h, k, d_r, d_f, t_f))
        d_e = low_fins.equivalent_diameter(eta, flanks, root, low_fins.flank(d_f, d_r), d_r)
        h = low_fins.film_by_difference(group, 50.0, d_e)
    assert float(h) == pytest.approx(7102, rel=0.016)
    ratio = low_fins.surface_ratio(low_fins.effective(eta, flanks, root), d_r)
    by_flux = low_fins.film_by_flux(group, d_e, h * ratio * 50.0, ratio, 1.0)
    assert float(by_flux) == pytest.approx(float(h), rel=1e-9)


def test_fins_carry_more_and_say_their_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {k: v for k, v in FINNED["tubes"].items() if k != "fins"}
    bare = run("expected_pressure", **{**FINNED, "tubes": plain})
    finned = run("expected_pressure", **FINNED)
    assert 1.3 < float(finned.h_steam / bare.h_steam) < 4
    tubes = _tubes(fins=FINNED["tubes"]["fins"], d_o="15.9 mm", count=40000)
    assert any("upper bound" in flag for flag in run("clean_transfer", tubes=tubes).flags)
    b = clean.bundle(Tubes(40000, 0.0159, 0.0011, 14.0, 45.0, f_b=0.7,
                           fins=Fins(0.0189, 0.0003, 748.0)))  # fmt: skip
    few = float(clean.steam_film(b, 305.0, 15000.0))
    monkeypatch.setattr(clean, "PASSES_OF_FINS", 20)
    assert float(clean.steam_film(b, 305.0, 15000.0)) == pytest.approx(few, rel=1e-3)
    with pytest.raises(ImpossibleState, match="leave no gap"):
        run(
            "clean_transfer", tubes=_tubes(fins={"d_f": "29 mm", "t_f": "2 mm", "count": "19 1/in"})
        )
    with pytest.raises(ImpossibleState, match="swapped"):
        run("clean_transfer", tubes=_tubes(fins={"d_f": "20 mm", "t_f": "0.3 mm", "count": "600"}))


def test_a_material_stands_for_its_conductivity() -> None:
    named = run("clean_transfer", tubes=_tubes(k_wall=None, material="Titanium grade 2"))
    assert named.r_wall == run("clean_transfer", tubes=_tubes(k_wall="21.9")).r_wall
    with pytest.raises(NotFound, match="titanium grade 2"):
        run("clean_transfer", tubes=_tubes(k_wall=None, material="titanium"))
    with pytest.raises(InsufficientData, match="k_wall, or a material"):
        run("clean_transfer", tubes=_tubes(k_wall=None))
    assert len(set(materials.materials())) == len(materials.materials())


def test_the_prior_of_eissenberg_lies_above_kerns() -> None:
    kern, side = (
        run("clean_transfer", tubes=_tubes(f_b=None, rows="40", prior=prior)).f_b
        for prior in (None, "eissenberg")
    )
    assert float(kern) == pytest.approx(40 ** (-2 / 9))
    assert float(side) == pytest.approx((0.60 + 0.42 * 40**-0.25) ** (4 / 3))
    assert side > kern


def test_inches_and_a_vacuum_give_what_metric_readings_give() -> None:
    found = run("performance", **{**US, "reference": None, "p_gross": None, "sigma_clean": None})
    metric = {
        **US, "p": f"{(29.72 - 28.35) * 33.86388640341} mbar a", "reference": None, "p_gross": None,
        "water": {"t_in": "18 degC", "t_out": "27 degC", "v": "57598.0 m3/h"},
        "sigma_clean": None,
    }  # fmt: skip
    other = run("performance", **metric)
    assert float(found.u) == pytest.approx(float(other.u), rel=1e-4)
    assert float(found.cf_ptc) == pytest.approx(float(other.cf_ptc), rel=1e-4)


def test_the_licensed_route_stands_beside_the_open_one() -> None:
    found = run("performance", **HEI)
    share = (float(found.velocity) / 0.3048 - 5) / 1
    t_f = (float(found.t_in) - 273.15) * 1.8 + 32
    u = (580 + 60 * share) * 5.678263 * (0.92 + 0.008 * (t_f - 60)) * 0.9
    assert float(found.u_clean_hei) == pytest.approx(u, rel=1e-4)
    assert float(found.cf_hei) == pytest.approx(float(found.u) / u, rel=1e-4)
    assert found.hei_edition == "0"
    assert found.cf_ptc == run("performance").cf_ptc
    with pytest.raises(OutsideValidity, match="open"):
        run("performance", **{**HEI, "water": {**HEI["water"], "v": "90000 m3/h", "v_pump": None},
                              "steam": None, "p_gross": None})  # fmt: skip
    wrong = {**HEI, "hei": {"tables": INVENTED, "material": "Titan", "bwg": "22"}}
    with pytest.raises(NotFound, match="Titanium 22"):
        run("performance", **wrong)


def _asked(tmp_path: Path, edition: str) -> Any:
    case = {
        "tubes": _tubes(), **GOLDEN, "p": "37.654 mbar a",
        "hei": {
            "tables": {"folder": "tables", "edition": edition}, "material": "Titanium", "bwg": "22",
        },
    }  # fmt: skip
    (tmp_path / "case.json").write_text(json.dumps(case), encoding="utf-8")
    arguments = ["condenser", "clean-transfer", "--case", str(tmp_path / "case.json"), "--json"]
    return CliRunner().invoke(command(arguments), arguments)


def test_a_user_hands_licensed_tables_in_by_their_folder(tmp_path: Path) -> None:
    written(tmp_path / "tables")
    answer = _asked(tmp_path, "99")
    assert answer.exit_code == 0, answer.output
    result = json.loads(answer.output)["result"]
    assert result["hei_edition"]["value"] == "99"
    u = (780 - 195 * (6 - 1.771 / 0.3048) / 3) * 5.678263 * 0.9 * 0.89
    assert float(result["u_clean_hei"]["value"]) == pytest.approx(u, rel=0.001)
    missing = _asked(tmp_path, "12")
    assert missing.exit_code == 2
    assert "open" in missing.output
