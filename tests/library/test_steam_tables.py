"""The cited coefficients: complete, as printed, and continuous where two equations meet."""

import re
from decimal import Decimal

import pytest

from greenlang.core.tables import table
from greenlang.library.steam import region2, region2_metastable, saturation

ROWS = {
    "region1": 34,
    "region2_ideal": 9,
    "region2": 43,
    "region2_metastable_ideal": 9,
    "region2_metastable": 13,
    "t1_ph": 20,
    "t1_ps": 20,
    "t2a_ph": 34,
    "t2b_ph": 38,
    "t2c_ph": 23,
    "t2a_ps": 46,
    "t2b_ps": 44,
    "t2c_ps": 30,
    "saturation": 9,
    "viscosity_dilute": 4,
    "viscosity_finite": 21,
    "conductivity_dilute": 5,
    "conductivity_finite": 28,
    **{f"compressibility_{k}": 6 for k in range(5)},
    "region3": 39,
    "region5_ideal": 6,
    "region5": 6,
    "p1_hs": 19,
    "p2a_hs": 29,
    "p2b_hs": 33,
    "p2c_hs": 31,
    "p3a_hs": 33,
    "p3b_hs": 35,
    "t3a_ph": 31,
    "t3b_ph": 33,
    "v3a_ph": 32,
    "v3b_ph": 30,
    "t3a_ps": 33,
    "t3b_ps": 28,
    "v3a_ps": 28,
    "v3b_ps": 31,
    "p3sat_h": 14,
    "p3sat_s": 10,
    "h1_s": 27,
    "h3a_s": 19,
    "h2ab_s": 30,
    "h2c3b_s": 16,
    "h13_s": 6,
    "t23_hs": 25,
    "tsat_hs": 36,
    **{f"t3{names}": 4 for names in ("cd", "mn", "qu", "rx", "uv")},
    **{f"t3{names}": 5 for names in ("ab", "gh", "ij", "jk", "op", "wx")},
    **dict(
        zip(
            (f"v3{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
            (
                *(30, 32, 35, 38, 29, 42, 38, 29, 42, 29, 34, 43, 40),
                *(39, 24, 27, 24, 27, 29, 33, 38, 39, 35, 36, 20, 23),
            ),
            strict=True,
        )
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_table_is_complete_and_cited(name: str) -> None:
    cited = table(f"if97/{name}")
    assert len(cited.rows) == ROWS[name]
    assert cited.notes["release"].startswith(("IAPWS R", "IAPWS SR"))
    assert re.fullmatch(r"\d+|A[12]\.\d+", cited.notes["table"])
    assert cited.notes["what"]
    exponents = [row[:-1] for row in cited.rows]
    assert len(set(exponents)) == len(exponents)
    assert all(Decimal(n) for n in cited.column("n"))


@pytest.mark.parametrize(
    "name", [n for n in ROWS if not n.startswith(("visc", "cond", "comp", "satu"))]
)
def test_coefficients_have_all_digits_of_the_release(name: str) -> None:
    cited = table(f"if97/{name}")
    digits = 13 if cited.notes["release"].startswith("IAPWS R7") else 14
    for n in cited.column("n"):
        assert re.fullmatch(rf"-?0\.[1-9]\d{{{digits}}}E-?\d+", n)


def test_metastable_vapour_meets_steam_at_saturation() -> None:
    """Both equations describe saturated steam; they agree as the release says of their fit."""
    for kelvin in ("300", "373.15", "450", "550"):
        t = Decimal(kelvin)
        p = saturation.pressure(t)
        for name in ("volume", "enthalpy"):
            stable, not_yet = (getattr(one, name)(p, t) for one in (region2, region2_metastable))
            assert float(not_yet) == pytest.approx(float(stable), rel=2e-3)
