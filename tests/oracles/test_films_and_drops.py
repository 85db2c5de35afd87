"""Films, tube banks, plates and friction against `ht` and `fluids`, over grids."""

import itertools
from typing import Any

import fluids
import ht
import numpy as np
import pytest
from ht import conv_internal, conv_tube_bank

from greenlang.library.flow import friction
from greenlang.library.heat import films, fins, kern, plates
from greenlang.library.heat.bell_delaware import factors

BYPASSING: Any = conv_tube_bank.bundle_bypassing_Bell  # published without types
RE = (1.2e4, 5e4, 2e5, 1e6)
PR = (0.7, 5.0, 80.0)
GRID = list(itertools.product(RE, PR))


@pytest.mark.parametrize(("re", "pr"), GRID)
def test_turbulent_films_are_those_of_ht(re: float, pr: float) -> None:
    f = friction.petukhov(re)
    pairs = (
        (films.gnielinski(re, pr, f), conv_internal.turbulent_Gnielinski(re, pr, f)),
        (films.petukhov(re, pr, f), conv_internal.turbulent_Petukhov_Kirillov_Popov(re, pr, f)),
        (films.sieder_tate(re, pr, 1.0), conv_internal.turbulent_Sieder_Tate(re, pr)),
        (films.dittus_boelter_heated(re, pr), conv_internal.turbulent_Dittus_Boelter(re, pr)),
        (
            films.dittus_boelter_cooled(re, pr),
            conv_internal.turbulent_Dittus_Boelter(re, pr, heating=False),
        ),
    )
    for ours, theirs in pairs:
        assert ours == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("mu_ratio", [0.5, 1.0, 1.4])
def test_the_viscosity_at_the_wall_counts_as_in_ht(mu_ratio: float) -> None:
    ours = films.sieder_tate(5e4, 20.0, films.wall_by_viscosity(mu_ratio))
    theirs = conv_internal.turbulent_Sieder_Tate(5e4, 20.0, mu=mu_ratio * 1e-3, mu_w=1e-3)
    assert ours == pytest.approx(theirs, rel=1e-13)
    assert films.viscosity_factor(mu_ratio, 0.14) == films.wall_by_viscosity(mu_ratio)


@pytest.mark.parametrize("ratio", [0.3, 1.0, 2.5])
def test_the_prandtl_number_at_the_wall_counts_as_in_ht(ratio: float) -> None:
    theirs = ht.wall_factor(Pr=ratio * 5, Pr_wall=5, Pr_heating_coeff=0.11, Pr_cooling_coeff=0.11)
    assert films.wall_factor(ratio) == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("gz", [0.5, 20.0, 700.0, 9e4])
def test_laminar_films_are_those_of_ht(gz: float) -> None:
    of_tube = {"Re": gz / 4, "Pr": 4.0, "L": 1.0, "Di": 1.0}
    hausen = conv_internal.laminar_entry_thermal_Hausen(**of_tube)
    assert films.hausen(gz) == pytest.approx(hausen, rel=1e-13)
    sieder_tate = conv_internal.laminar_entry_Seider_Tate(**of_tube)
    assert films.sieder_tate_laminar(gz, 1.0) == pytest.approx(sieder_tate, rel=1e-13)


@pytest.mark.parametrize("roughness", [0.0, 1e-5, 1e-3, 0.03])
@pytest.mark.parametrize("re", [50.0, 2e3, 3e3, 5e3, 1e5, 1e8])
def test_friction_is_churchills_in_fluids(re: float, roughness: float) -> None:
    theirs = fluids.friction.Churchill_1977(re, roughness)
    assert friction.churchill(re, roughness) == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("roughness", [0.0, 1e-4, 1e-2])
def test_churchill_is_near_colebrook_in_turbulence(roughness: float) -> None:
    """Its author says 3 % of Colebrook; below Re 1e4 in rough tubes it is up to 3.3 %."""
    for re in (1e4, 1e5, 1e6, 1e7):
        colebrook = fluids.friction.Colebrook(re, roughness)
        assert friction.churchill(re, roughness) == pytest.approx(colebrook, rel=0.033)


def test_the_smooth_tube_of_petukhov_is_near_colebrook() -> None:
    for re in (1e4, 1e5, 1e6):
        colebrook = fluids.friction.Colebrook(re, 0)
        assert friction.petukhov(re) == pytest.approx(colebrook, rel=0.02)


@pytest.mark.parametrize("f_c", [0.0, 0.4, 0.68, 1.0])
def test_bell_delaware_j_c_is_the_formula_of_ht(f_c: float) -> None:
    theirs = conv_tube_bank.baffle_correction_Bell(f_c, "HEDH")
    assert factors.j_c(f_c) == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize(("s_sb", "s_tb", "s_m"), [(1, 3, 8), (1, 1, 10), (5, 1, 12), (0.1, 3, 9)])
def test_bell_delaware_j_l_is_the_formula_of_ht(s_sb: float, s_tb: float, s_m: float) -> None:
    theirs = conv_tube_bank.baffle_leakage_Bell(s_sb, s_tb, s_m, "HEDH")
    ours = factors.j_l(s_sb / (s_sb + s_tb), (s_sb + s_tb) / s_m)
    assert ours == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("re", [50.0, 2e4])
@pytest.mark.parametrize("strips", [0, 1, 2])
def test_bell_delaware_j_b_is_the_formula_of_ht(re: float, strips: int) -> None:
    theirs = BYPASSING(0.31, strips, 9, laminar=re < 100, method="HEDH")
    ours = factors.j_b(re, 0.31, factors.open_share(strips, 9.0))
    assert ours == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("re", [50.0, 2e4])
@pytest.mark.parametrize(("end_in", "end_out"), [(0.15, 0.15), (0.2, 0.12), (0.1, 0.1)])
def test_bell_delaware_j_s_is_that_of_ht(re: float, end_in: float, end_out: float) -> None:
    theirs = conv_tube_bank.unequal_baffle_spacing_Bell(16, 0.1, end_in, end_out, re < 100)
    ends = end_in / 0.1, end_out / 0.1
    weights = [factors.film_weight(re, factors.ln_spacing(end)) for end in ends]
    assert factors.j_s(16.0, *ends, *weights) == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize("re", [3.0, 20.0, 30.0, 70.0, 99.0, 200.0])
def test_bell_delaware_j_r_is_that_of_ht(re: float) -> None:
    theirs = conv_tube_bank.laminar_correction_Bell(re, 80)
    assert factors.j_r(re, 6.0, 2.0, 9.0) == pytest.approx(theirs, rel=1e-13)


def test_kerns_drop_is_near_his_chart() -> None:
    """Peters, Timmerhaus & West (2003): the chart that `ht` reads and the formula part by 10 %."""
    g = kern.shell_mass_velocity(11.0, kern.flow_area(0.584, 0.0254, 0.019, 0.1524))
    d_e = kern.equivalent_diameter(0.0254, 0.019, 90)
    f = kern.shell_friction(friction.reynolds(g, d_e, 0.000803))
    wall = films.wall_by_viscosity(0.000803 / 0.000657)
    ours = kern.shell_pressure_drop(f, g, 0.584, 22.0, 995.0, d_e, wall)
    theirs = ht.dP_Kern(11.0, 995.0, 0.000803, 0.584, 0.1524, 0.0254, 0.019, 22, 0.000657)
    assert ours == pytest.approx(theirs, rel=0.12)


@pytest.mark.parametrize("chevron", [20.0, 30.0, 45.0, 60.0, 80.0])
@pytest.mark.parametrize("re", [60.0, 900.0, 1.9e3, 2.1e3, 2e4])
def test_plates_are_those_of_ht_and_fluids(re: float, chevron: float) -> None:
    angle = np.pi / 180 * chevron
    f = plates.friction(angle, plates.straight_friction(re), plates.wavy_friction(re))
    assert f == pytest.approx(fluids.friction_plate_Martin_VDI(re, chevron), rel=1e-12)
    nu = ht.Nu_plate_Martin(re, 5.0, chevron, variant="VDI")
    assert plates.martin(re, 5.0, angle, f) == pytest.approx(nu, rel=1e-12)
    beta = plates.angle_to_the_horizontal(angle)
    c_1, m = plates.kumar_factor(beta, re), plates.kumar_exponent(beta, re)
    nu = ht.Nu_plate_Kumar(re, 5.0, 90 - chevron)
    assert plates.kumar(re, 5.0, c_1, m) == pytest.approx(nu, rel=1e-12)


def test_the_wall_counts_on_plates_as_in_ht() -> None:
    one = ht.Nu_plate_Kumar(900, 5.0, 30, mu=1e-3, mu_wall=7e-4)
    ratio = one / ht.Nu_plate_Kumar(900, 5.0, 30)
    assert plates.kumar_wall(1e-3 / 7e-4) == pytest.approx(ratio, rel=1e-13)


def test_an_air_cooled_bank_has_the_film_and_the_drop_of_ht() -> None:
    """Briggs and Young with the fin efficiency of Kern and Kraus; ours is Schmidt's, 1 % off."""
    cooler = fluids.geometry.AirCooledExchanger(
        tube_rows=4, tube_passes=4, tubes_per_row=20, tube_length=3, tube_diameter=0.0254,
        fin_thickness=0.000406, fin_density=1 / 0.002309, pitch_normal=0.06033,
        pitch_parallel=0.05207, fin_height=0.0159, tube_thickness=(0.0254 - 0.0186) / 2,
        bundles_per_bay=1, parallel_bays=1, corbels=True,
    )  # fmt: skip
    d_o, d_f, t_f, pitch = 0.0254, 0.0254 + 2 * 0.0159, 0.000406, 0.002309
    fin, root = fins.fin_surface(d_o, d_f, t_f, pitch), fins.root_surface(d_o, t_f, pitch)
    bare = fins.bare_surface(d_o)
    assert fins.surface_ratio(fin, root, bare) == pytest.approx(cooler.A_increase, rel=1e-3)
    w_min = fins.narrowest(0.06033, 0.05207, d_o, d_f, t_f, pitch)
    g = fins.air_mass_velocity(21.56, 20.0, 3.0, w_min)
    re, pr = g * d_o / 1.85e-5, 1007 * 1.85e-5 / 0.0263
    gap, height = fins.gap(pitch, t_f), fins.height(d_f, d_o)
    nu = fins.briggs_young(re, pr, fins.ratio(gap, height), fins.ratio(gap, t_f))
    h = nu * 0.0263 / d_o
    eta = fins.fin_efficiency(fins.fin_parameter(h, 205.0, d_o, d_f, t_f))
    theirs = ht.h_Briggs_Young(
        m=21.56, A=cooler.A, A_min=cooler.A_min, A_increase=cooler.A_increase,
        A_fin=cooler.A_fin, A_tube_showing=cooler.A_tube_showing, tube_diameter=d_o,
        fin_diameter=d_f, bare_length=gap, fin_thickness=t_f,
        rho=1.161, Cp=1007.0, mu=1.85e-5, k=0.0263, k_fin=205.0,
    )  # fmt: skip
    assert fins.film_on_bare(h, eta, fin, root, bare) == pytest.approx(theirs, rel=0.015)
    k_f = fins.loss_a_row(re, cooler.A_increase, 0.06033 / d_o, 0.05207 / d_o)
    contraction = fins.contraction(w_min, 0.06033)
    theirs = ht.dP_ESDU_high_fin(
        m=21.56, A_min=cooler.A_min, A_increase=cooler.A_increase,
        flow_area_contraction_ratio=contraction, tube_diameter=d_o, pitch_parallel=0.05207,
        pitch_normal=0.06033, tube_rows=4, rho=1.161, mu=1.85e-5,
    )  # fmt: skip
    assert fins.air_drop(contraction, 4.0, k_f, g, 1.161) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("speed", [30.0, 52.95, 60.0])
def test_fan_noise_is_that_of_ht(speed: float) -> None:
    theirs = ht.air_cooler_noise_GPSA(tip_speed=speed, power=18717.07)
    assert fins.fan_noise(speed, 18717.07) == pytest.approx(theirs, rel=1e-13)
