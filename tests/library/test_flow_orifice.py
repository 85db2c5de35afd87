"""An orifice at another density than it was set for."""

from decimal import Decimal

import pytest

from greenlang.core.errors import ImpossibleState
from greenlang.library.flow.orifice import mass_at_density, mass_of_volume


def test_at_its_design_density_an_orifice_is_right() -> None:
    assert mass_at_density(Decimal(10), Decimal(800), Decimal(800)) == 10
    assert mass_of_volume(Decimal("0.02"), Decimal(800), Decimal(800)) == 16


def test_a_reading_goes_with_the_root_of_the_density() -> None:
    # dp = m^2/(K rho): a fluid of a quarter of the density gives twice the dp for the same mass.
    assert mass_at_density(Decimal(10), Decimal(200), Decimal(800)) == 5
    volume = mass_of_volume(Decimal("0.02"), Decimal(200), Decimal(800))
    assert volume == mass_at_density(Decimal("0.02") * 800, Decimal(200), Decimal(800))


def test_no_density_is_refused() -> None:
    with pytest.raises(ImpossibleState, match="density"):
        mass_at_density(Decimal(10), Decimal(0), Decimal(800))
