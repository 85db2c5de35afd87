"""The cited coefficients: complete, as printed, and continuous where two equations meet."""

import re
from decimal import Decimal

import pytest

from greenlang.core.tables import table

ROWS = {
    "region1": 34,
    "region2_ideal": 9,
    "region2": 43,
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
}


@pytest.mark.parametrize("name", ROWS)
def test_a_table_is_complete_and_cited(name: str) -> None:
    cited = table(f"if97/{name}")
    assert len(cited.rows) == ROWS[name]
    assert cited.notes["release"].startswith("IAPWS R")
    assert cited.notes["table"].isdigit()
    assert cited.notes["what"]
    exponents = [row[:-1] for row in cited.rows]
    assert len(set(exponents)) == len(exponents)
    assert all(Decimal(n) for n in cited.column("n"))


@pytest.mark.parametrize("name", [n for n in ROWS if n.startswith(("region", "t1", "t2"))])
def test_coefficients_have_the_fourteen_digits_of_the_release(name: str) -> None:
    for n in table(f"if97/{name}").column("n"):
        assert re.fullmatch(r"-?0\.[1-9]\d{13}E-?\d+", n)
