"""Plates, annuli, spirals and tabled surfaces: seams, limits, independent libraries' values."""

from decimal import Decimal

import numpy as np
import pytest

from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.tables import row_value
from greenlang.library.flow import friction as tube
from greenlang.library.heat import annulus, compact, films, plates, spiral

DEGREE = np.pi / 180
# fluids 1.3.1: friction_plate_Martin_VDI, friction_plate_Kumar; ht 1.2.0: Nu_plate_Martin "VDI",
# Nu_plate_Kumar, at Pr 5. Kumar's angle counts from the horizontal.
ORACLE = (
    (30, 250, 0.7366342781419009, 10.964722239435227, 1.0393131387565515, 9.65810210656992),
    (30, 5000, 0.4154877826955292, 83.20638234213314, 0.48707409546059144, 73.1913520658365),
    (60, 1000, 2.050235441730705, 45.35246385969927, 3.378556449999186, 57.708441455032414),
    (60, 50, 8.412377019985442, 8.179663843830536, 7.747621375704745, 7.918746827805918),
    (45, 250, 1.3762535757035372, 14.617805627088014, 1.9990184899523877, 19.843376925668263),
)


@pytest.mark.parametrize(("degrees", "re", "f", "nu", "f_kumar", "nu_kumar"), ORACLE)
def test_chevron_correlations_are_those_of_an_independent_library(
    degrees: float, re: float, f: float, nu: float, f_kumar: float, nu_kumar: float
) -> None:
    angle = degrees * DEGREE
    friction = plates.friction(angle, plates.straight_friction(re), plates.wavy_friction(re))
    assert friction == pytest.approx(f, rel=1e-12)
    assert plates.martin(re, 5.0, angle, friction) == pytest.approx(nu, rel=1e-12)
    beta = plates.angle_to_the_horizontal(angle)
    c_1, m = plates.kumar_factor(beta, re), plates.kumar_exponent(beta, re)
    c_2, p = plates.kumar_friction_factor(beta, re), plates.kumar_friction_exponent(beta, re)
    assert plates.kumar(re, 5.0, c_1, m) == pytest.approx(nu_kumar, rel=1e-12)
    assert plates.kumar_friction(re, c_2, p) == pytest.approx(f_kumar, rel=1e-12)


def test_a_harder_plate_has_more_film_and_more_drop() -> None:
    angle = np.linspace(15, 75, 13) * DEGREE
    f = plates.friction(angle, plates.straight_friction(3e3), plates.wavy_friction(3e3))
    assert np.all(np.diff(f) > 0)
    nu = plates.martin(3e3, 5.0, angle, f)
    assert np.all(np.diff(nu[:10]) > 0)


def test_straight_furrows_are_a_plain_duct() -> None:
    f_0 = plates.straight_friction(1000.0)
    assert plates.friction(0.0, f_0, plates.wavy_friction(1000.0)) == pytest.approx(f_0)


def test_rows_of_a_table_by_limits() -> None:
    assert row_value("heat/kumar_nu_factor", Decimal(47), Decimal(20)) == Decimal("0.630")
    found = row_value("heat/kumar_nu_factor", np.array([30.0, 47.0, 90.0]), 1e5)
    np.testing.assert_allclose(found, [0.348, 0.130, 0.087])


def test_geometry_of_a_pack() -> None:
    assert plates.hydraulic_diameter(0.0025, 1.25) == pytest.approx(0.004)
    assert plates.pack_area(101, 0.4) == pytest.approx(39.6)
    with pytest.raises(ImpossibleState, match="developed area"):
        plates.hydraulic_diameter(Decimal("0.0025"), Decimal("0.9"))


def test_an_annulus_of_equal_walls_has_the_friction_of_plates() -> None:
    """F Re = 96 between parallel plates; as a goes to 0 that of a tube, 64."""
    assert 64 / annulus.annular_reynolds(1.0, 0.999) == pytest.approx(96, rel=1e-3)
    assert 64 / annulus.annular_reynolds(1.0, 1e-30) == pytest.approx(64, rel=0.02)


def test_an_annulus_has_no_step_between_the_regimes() -> None:
    re = np.linspace(500, 30_000, 30_001)
    nu = annulus.nusselt(re, 5.0, 0.03, 0.6, 6.0)
    assert np.all(np.isfinite(nu))
    assert np.all(np.diff(nu) > 0)
    assert np.max(abs(np.diff(np.log(nu)))) < 3e-3
    exact = annulus.nusselt(*(Decimal(x) for x in ("5000", "5", "0.03", "0.6", "6")))
    assert float(exact) == pytest.approx(annulus.nusselt(5000.0, 5.0, 0.03, 0.6, 6.0), rel=1e-12)


def test_an_annulus_is_near_a_tube_of_its_diameter() -> None:
    for re in (2e4, 2e5):
        tube_nu = films.tube_nusselt(re, 5.0, 0.03, 6.0)
        assert annulus.nusselt(re, 5.0, 0.03, 0.6, 6.0) == pytest.approx(tube_nu, rel=0.2)
    with pytest.raises(ImpossibleState, match="does not fit"):
        annulus.hydraulic_diameter(Decimal("0.04"), Decimal("0.05"))


def test_a_straightened_spiral_is_a_duct() -> None:
    """Colburn's factor 0.023 is left; curvature adds to it."""
    straight = spiral.turbulent(2e4, 5.0, 0.024, 1e9)
    assert straight == pytest.approx(films.dittus_boelter_heated(2e4, 5.0), rel=0.11)
    assert spiral.turbulent(2e4, 5.0, 0.024, 0.9) > straight
    assert spiral.hydraulic_diameter(0.012, 1e9) == pytest.approx(0.024)
    assert spiral.mean_diameter(1.0, 1.0) == pytest.approx(1.0)
    f = tube.churchill(2e4, 1e-4)
    assert spiral.drop(f, 10.0, 0.024, 1000.0, 990.0) > 0


ROWS = tuple(
    compact.SurfaceRow(*row)
    for row in ((500.0, 0.013, 0.06), (1e3, 0.009, 0.04), (5e3, 0.005, 0.02))
)


def test_a_tabled_surface_is_met_at_its_rows_and_refused_beyond() -> None:
    j, f = compact.surface(ROWS, np.array([400.0, 500.0, 1e3, 2e3, 6e3]))
    np.testing.assert_allclose(j[1:3], [0.013, 0.009])
    assert np.isnan(j[[0, 4]]).all()
    assert 0.005 < j[3] < 0.009
    exact = tuple(
        compact.SurfaceRow(*(Decimal(str(x)) for x in (row.re, row.j, row.f))) for row in ROWS
    )
    assert float(compact.surface(exact, Decimal(2000))[1]) == pytest.approx(f[3], rel=1e-12)
    with pytest.raises(OutsideValidity, match=r"500\.0 to 5000\.0; ask the maker"):
        compact.surface(exact, Decimal(5001))
    with pytest.raises(OutsideValidity, match="Re must rise"):
        compact.surface(exact[::-1], Decimal(2000))
    with pytest.raises(OutsideValidity, match="1 rows"):
        compact.surface(exact[:1], Decimal(500))
