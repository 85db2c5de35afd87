"""HEI tables by edition. Every number in the tables here is INVENTED; none is of any edition."""

import hashlib
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from greenlang.core.errors import InputError, NotFound, OutsideValidity
from greenlang.library import hei
from greenlang.services.files.hei import loaded

U1 = "od_in,velocity_ft_s,u_btu_h_ft2_f\n" + "".join(
    f"{od},{3 * n},{(n + 2) * k}\n" for od, k in ((0.875, 200), (1, 195)) for n in (1, 2, 3)
)  # fmt: skip
FW = "t_f,factor\n40,0.7\n60,0.9\n70,1.0\n90,1.1\n"
FM = "material,bwg,factor\nTitanium,22,0.9\nTitanium,25,0.95\nAdmiralty,18,1.0\n"
VENT = "shells,openings,exhaust_lb_h,scfm\n1,1,100000,5\n1,1,300000,9\n"
META = "edition: '99'\nyear: 2000\nholder: invented for tests\nsha256:\n"


def written(folder: Path, **changed: str) -> Path:
    home = folder / "99"
    home.mkdir(parents=True, exist_ok=True)
    files = {"u1.csv": U1, "fw.csv": FW, "fm.csv": FM, "vent.csv": VENT}
    files |= {f"{name}.csv": text for name, text in changed.items() if name != "meta"}
    lines = []
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
        lines.append(f"  {name}: {hashlib.sha256((home / name).read_bytes()).hexdigest()}\n")
    (home / "meta.yaml").write_text(changed.get("meta", META + "".join(lines)), encoding="utf-8")
    return folder


def test_an_edition_is_read_in_si_with_its_hash(tmp_path: Path) -> None:
    tables = loaded(written(tmp_path), "99")
    assert (tables.edition, tables.year, len(tables.digest)) == ("99", 2000, 64)
    assert float(tables.u1[0].od) == pytest.approx(0.022225)
    assert float(tables.u1[0].u) == pytest.approx(600 * 5.678263, rel=1e-6)
    again = loaded(written(tmp_path, fw=FW.replace("1.1", "1.09")), "99")
    assert again.digest != tables.digest


def test_a_clean_coefficient_in_a_case_and_in_arrays(tmp_path: Path) -> None:
    tables = loaded(written(tmp_path), "99")
    v, t, od = Decimal("2.0"), Decimal("294.261"), Decimal("0.0254")
    factor = hei.fm(tables, "titanium", "22")
    exact = hei.clean(hei.u1(tables, od, v), hei.fw(tables, t), factor)
    fast = hei.clean(hei.u1(tables, 0.0254, 2.0), hei.fw(tables, 294.261), float(factor))
    assert float(exact) == pytest.approx(float(fast), rel=1e-13)
    share = (2.0 / 0.3048 - 6) / 3
    assert float(fast) == pytest.approx((780 + 195 * share) * 5.678263 * 0.9, rel=2e-4)
    short = hei.narrowed(tables, 0.0254, 2.0, 294.261, ("Titanium", "22"))
    assert (len(short.u1), len(short.fw), len(short.fm)) == (2, 2, 1)
    assert hei.u1(short, od, v) == hei.u1(tables, od, v)
    air = hei.vent(tables, 1, 1, Decimal("25.2"))
    assert float(air) * 60 / 0.028316846592 == pytest.approx(7.0, abs=1e-3)


def test_nothing_is_extrapolated_or_guessed(tmp_path: Path) -> None:
    tables = loaded(written(tmp_path), "99")
    with pytest.raises(OutsideValidity, match="outside the table"):
        hei.u1(tables, Decimal("0.0254"), Decimal(4))
    with pytest.raises(OutsideValidity, match=r"no tube of 30 mm: 22\.2\d, 25\.40 mm"):
        hei.u1(tables, 0.03, 2.0)
    with pytest.raises(NotFound, match="Titanium 22"):
        hei.fm(tables, "titan", "22")
    with pytest.raises(NotFound, match="3 shells"):
        hei.vent(tables, 3, 1, 25.0)
    found = hei.u1(tables, 0.0254, np.array([0.5, 2.0, 4.0]))
    assert list(np.isnan(found)) == [True, False, True]


def test_a_missing_edition_points_to_the_open_route(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no HEI tables of edition '12'.*there: 99.*open"):
        loaded(written(tmp_path), "12")
    (tmp_path / "99" / "fm.csv").unlink()
    with pytest.raises(NotFound, match=r"fm\.csv: this table of the edition is missing"):
        loaded(tmp_path, "99")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"meta": "edition: '99'\nyear: 2000\nholder: x\nsha256: {u1.csv: aa}\n"},
            "is not the one in",
        ),
        ({"meta": "edition: '11'\nyear: 2000\nholder: x\n"}, "edition is '11'"),
        ({"meta": "edition: '99'\nyear: 2000\n"}, "who holds the licence"),
        ({"meta": "edition: '99'\nyear: 2000\nholder: x\n"}, "sha256 is missing"),
        ({"u1": U1.replace("6,780", "6,480")}, "both must rise"),
        ({"fw": "t_f,factor\n4,0.7\n15,0.9\n21,1.0\n90,1.1\n"}, "degC typed for degF"),
        ({"fw": FW.replace("0.9", "n/a")}, "a number is needed"),
        ({"fw": FW.replace("t_f", "t_c")}, "no column 't_f'"),
        ({"fw": "t_f,factor\n70,1.0\n"}, "two are needed"),
        ({"vent": VENT.replace("300000,9", "300000,4")}, "vent of 1 shells"),
        ({"vent": VENT.replace("1,1,100000", "one,1,100000")}, "no whole number"),
    ],
)
def test_tables_that_cannot_be_are_refused(
    tmp_path: Path, changed: dict[str, str], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        loaded(written(tmp_path, **changed), "99")


def test_vent_capacity_may_be_left_out(tmp_path: Path) -> None:
    home = written(tmp_path) / "99"
    (home / "vent.csv").unlink()
    meta = home / "meta.yaml"
    kept = [x for x in meta.read_text("utf-8").splitlines() if "vent.csv" not in x]
    meta.write_text("\n".join(kept), encoding="utf-8")
    assert loaded(tmp_path, "99").vent == ()
