"""Films, friction, Kern's shell side, resistances: seams, limits, sums, textbook examples."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core.errors import ImpossibleState
from greenlang.core.ranges import collected
from greenlang.library.flow import friction
from greenlang.library.heat import films, kern, resistances

D, L = 0.01483, 6.1


def test_nusselt_numbers_have_no_step_between_the_regimes() -> None:
    re = np.linspace(500, 20_000, 40_001)
    nu = films.tube_nusselt(re, 20.0, D, L)
    assert np.all(np.isfinite(nu))
    assert np.max(abs(np.diff(np.log(nu)))) < 3e-3
    assert np.all(np.diff(nu) > 0)


def test_the_regimes_are_those_of_their_authors() -> None:
    gz = films.graetz(1500.0, 20.0, D, L)
    assert films.tube_nusselt(1500.0, 20.0, D, L) == pytest.approx(films.hausen(gz))
    turbulent = films.gnielinski(2e4, 20.0, friction.petukhov(2e4)) * films.entrance(D, L)
    assert films.tube_nusselt(2e4, 20.0, D, L) == pytest.approx(turbulent)
    laminar = films.hausen(films.graetz(2300.0, 20.0, D, L))
    edge = films.gnielinski(4e3, 20.0, friction.petukhov(4e3)) * films.entrance(D, L)
    middle = films.tube_nusselt(3150.0, 20.0, D, L)
    assert middle == pytest.approx((laminar + edge) / 2)


def test_a_case_and_an_array_agree() -> None:
    for re in (1200.0, 3000.0, 5e4):
        re_exact, pr, d, length = (Decimal(repr(x)) for x in (re, 20.0, D, L))
        exact = films.tube_nusselt(re_exact, pr, d, length)
        assert float(exact) == pytest.approx(films.tube_nusselt(re, 20.0, D, L), rel=1e-12)


def test_a_long_laminar_tube_ends_at_a_constant_wall() -> None:
    assert films.hausen(1e-9) == pytest.approx(3.66)


@given(st.floats(1e4, 1e6), st.floats(0.7, 100))
def test_turbulent_correlations_agree_within_their_scatter(re: float, pr: float) -> None:
    f = friction.petukhov(re)
    a = films.gnielinski(re, pr, f)
    assert films.petukhov(re, pr, f) == pytest.approx(a, rel=0.15)
    assert films.sieder_tate(re, pr, 1.0) == pytest.approx(a, rel=0.45)


def test_outside_its_range_a_film_is_counted() -> None:
    with collected() as found:
        kern.shell_nusselt(np.array([500.0, 5e3, 2e6]), 20.0, 1.0)
    assert found["heat.kern.shell_nusselt", "re"].outside == 2


def test_friction_is_laminar_smooth_and_rough_where_it_should_be() -> None:
    assert friction.churchill(1000.0, 0.0) == pytest.approx(0.064, rel=1e-6)
    assert friction.churchill(1e5, 0.0) == pytest.approx(friction.petukhov(1e5), rel=0.02)
    rough = (-2 * np.log10(0.01 / 3.7)) ** -2
    assert friction.churchill(1e8, 0.01) == pytest.approx(rough, rel=0.01)


def test_tube_side_drop_of_a_known_bundle() -> None:
    """820 tubes in two passes, 30 kg/s: by hand."""
    g = friction.tube_mass_velocity(30.0, 2, 820, D)
    assert g == pytest.approx(30 / (410 * np.pi * D**2 / 4))
    v = friction.velocity(g, 780.0)
    re = friction.reynolds(g, D, 6e-4)
    f = friction.churchill(re, 46e-6 / D)
    dp = friction.tube_pressure_drop(f, 2, L, D, 1.0, friction.return_losses(re, 2), 780.0, v)
    assert dp == pytest.approx((f * 2 * L / D + 2.5) * 780 * v**2 / 2)
    assert friction.shear(f, 780.0, v) == pytest.approx(f * 780 * v**2 / 8)
    assert friction.frictional_drop(50e3, 1000.0, 2.0) == pytest.approx(50e3 - 19613.3)


def test_kern_example_7_3() -> None:
    """Kerosene on the shell side: Re 25 300, h 172 Btu/h ft2 F by the formula."""
    d_s, pitch, d_o, spacing = 21.25 * 0.0254, 1.25 * 0.0254, 0.0254, 5 * 0.0254
    m, mu, k, cp = 43_800 * 0.45359237 / 3600, 4e-4, 0.0765 * 1.730735, 0.59 * 4186.8
    g = kern.shell_mass_velocity(m, kern.flow_area(d_s, pitch, d_o, spacing))
    re = friction.reynolds(g, kern.equivalent_diameter(pitch, d_o, 90), mu)
    assert re == pytest.approx(25_300, rel=2e-3)
    h = kern.shell_film(m, cp, mu, k, 1.0, d_s, pitch, d_o, spacing, 90)
    assert h / 5.678263 == pytest.approx(172, abs=0.5)


def test_tubes_that_touch_are_refused() -> None:
    with pytest.raises(ImpossibleState, match="pitch must exceed the tube diameter"):
        kern.flow_area(Decimal(1), Decimal("0.019"), Decimal("0.019"), Decimal("0.2"))


def test_shares_of_the_resistances_sum_to_one() -> None:
    parts = (
        resistances.outside_film(900.0),
        resistances.wall(0.01905, D, 45.0),
        resistances.inside_film(1200.0, 0.01905, D),
        resistances.inside_fouling(3e-4, 0.01905, D),
    )
    whole = resistances.total(*parts)
    assert sum(resistances.share(part, whole) for part in parts) == pytest.approx(1)
    assert resistances.coefficient(whole) == pytest.approx(1 / sum(parts))


def test_temperatures_over_the_resistances_meet() -> None:
    """From both bulks through every layer one finds the same wall."""
    hot, cold, u = 500.0, 400.0, 400.0
    q = u * (hot - cold)
    r_o, r_i = 1 / 1000.0, 1 / u - 1 / 1000.0
    from_hot = resistances.surface_temperature(hot, -q, r_o)
    from_cold = resistances.surface_temperature(cold, q, r_i)
    assert from_hot == pytest.approx(from_cold)
    assert resistances.film_temperature(cold, from_cold) < from_cold


def test_a_deposit_narrows_the_bore_and_raises_the_drop() -> None:
    d_f = resistances.fouled_diameter(D, 0.2, 1e-3)
    assert resistances.thickness(D, d_f) == pytest.approx(0.2e-3, rel=0.02)
    ratio = resistances.fouled_drop(1.0, D, d_f, 0.03, 0.03)
    assert ratio == pytest.approx(np.exp(10 * 0.2 * 1e-3 / D))
