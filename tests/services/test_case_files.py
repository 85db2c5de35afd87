"""Files that a case names: CSVs for lists, and what is said where they do not fit."""

from pathlib import Path

import pytest

from greenlang.agents.condenser.cases import Hei
from greenlang.agents.condenser.method.turbine import ResponseCase
from greenlang.core.cases import case_from
from greenlang.core.errors import InputError, NotFound
from greenlang.services.files.case import filled
from tests.library.test_hei import written

ROWS = "p [mbar a],load,change [%]\n30,1,0.5\n40,1,0\n60,1,-1.3\n"


def _case(points: object) -> dict[str, object]:
    curve = {"kind": "power", "p_ref": "40 mbar a", "points": points, "any_load": True}
    return {"p": "50 mbar a", "turbine": {"curve": curve, "power": "500 MW", "load": "1"}}


def test_a_csv_stands_for_a_list_of_rows(tmp_path: Path) -> None:
    (tmp_path / "exhaust.csv").write_text(ROWS, encoding="utf-8")
    case = case_from(ResponseCase, filled(ResponseCase, _case("exhaust.csv"), tmp_path))
    points = case.turbine.curve.points
    assert [str(one.p.value) + one.p.unit for one in points] == ["30mbar a", "40mbar a", "60mbar a"]
    assert points[2].change.unit == "%"
    given = _case([{"p": "30 mbar a", "load": "1", "change": "0"}])
    assert filled(ResponseCase, given, tmp_path) == given


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pressure,load\n30,1\n", "no column of it; there are p, load"),
        ("p [mbar a],load\n", "no rows"),
        ("p [mbar a],load\n30\n", "2 columns are needed"),
    ],
)
def test_a_csv_that_does_not_fit_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "exhaust.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        filled(ResponseCase, _case("exhaust.csv"), tmp_path)
    with pytest.raises(NotFound, match="no such file"):
        filled(ResponseCase, _case("other.csv"), tmp_path)


def test_licensed_tables_come_by_folder_and_edition(tmp_path: Path) -> None:
    written(tmp_path)
    tables = {"folder": ".", "edition": "99"}
    given = {"tables": tables, "material": "Titanium", "bwg": "22"}
    case = case_from(Hei, filled(Hei, given, tmp_path))
    assert (case.tables.edition, len(case.tables.u1)) == ("99", 6)
    with pytest.raises(InputError, match="folder and edition"):
        filled(Hei, {**given, "tables": {"folder": "."}}, tmp_path)
