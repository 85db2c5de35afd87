"""The plant file of the condenser agent: what it gives, what it refuses and how it says so."""

from collections.abc import Callable
from typing import Any

import pytest
from ruamel.yaml import YAML

from greenlang.agents.condenser.model import Plant
from greenlang.agents.condenser.plant import STARTER, plant, tag_names
from greenlang.core.errors import InputError


def data(change: Callable[[dict[str, Any]], None] | None = None) -> dict[str, Any]:
    """The starter as plain data, changed."""
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    found: dict[str, Any] = reader.load(STARTER)
    if change is not None:
        change(found["units"]["U1"])
    return found


def read(change: Callable[[dict[str, Any]], None] | None = None, **top: Any) -> Plant:
    tables = {
        "cwp.csv": [{"v [m3/h]": "0", "head [m]": "32"}, {"v [m3/h]": "30000", "head [m]": "20"}],
        "log.csv": [
            {"unit": "U1", "box": "A1", "what": "cleaning", "start": "2025-03-04 06:30",
             "end": "2025-03-05", "method": "brushes", "remark": ""},
            {"unit": "U7", "box": "", "what": "repair", "start": "2025-03-04", "end": "",
             "method": "", "remark": ""},
        ],
    }  # fmt: skip
    return plant({**data(change), **top}, tables.__getitem__)


def test_the_starter_is_a_plant() -> None:
    found = read()
    one = found.unit("U1")
    assert one.boxes == ("A1", "A2")
    assert one.bundle.of("A1").count == 10000
    assert one.bundle.plugged_at("A2", 19844) == 0
    assert one.bundle.plugged_at("A2", 19845) == 12
    assert one.heat_rate == pytest.approx(9100 / 3600)
    assert one.reference is not None
    assert one.reference.v == pytest.approx(16.0)
    assert one.turbine.curve is not None
    assert one.turbine.curve.any_load
    assert one.tagged("t_in")[0].sigma == 0.1
    assert not one.tagged("t_vent", "A")
    assert "U1.T2.A2" in tag_names(found)
    assert any("t_vent: not measured" in said for said in found.warnings)


def test_units_as_american_plants_write_them() -> None:
    def american(unit: dict[str, Any]) -> None:
        unit["heat_rate"] = "8630 Btu/kWh"
        unit["condenser"]["reference"] = {
            "t1": "59 degF",
            "flow": "253600 gpm",
            "duty": "2047 MMBtu/h",
        }
        unit["tubes"] |= {
            "od": "1 in",
            "wall": "0.028 in",
            "length": "45.93 ft",
            "k": "12.1 Btu/h ft degF",
        }
        del unit["tubes"]["d_o"]
        unit["tags"]["p"] = "CND.P inHg a"

    one = read(american).unit("U1")
    assert one.reference is not None
    assert one.reference.t_in == pytest.approx(288.15)
    assert one.reference.v == pytest.approx(16.0, rel=1e-3)
    assert one.reference.q == pytest.approx(6e8, rel=1e-3)
    assert one.bundle.tubes.k_wall == pytest.approx(20.94, rel=1e-3)
    assert one.heat_rate == pytest.approx(2.529, rel=1e-3)
    assert one.tagged("p")[0].unit == "inHg a"


def test_curves_and_log_come_from_tables() -> None:
    def with_curve(unit: dict[str, Any]) -> None:
        unit["pumps"]["curve"] = "cwp.csv"

    found = read(with_curve, log="log.csv")
    pumps = found.unit("U1").pumps
    assert pumps is not None
    assert pumps.curve is not None
    assert float(pumps.curve.rows[1].v) == pytest.approx(30000 / 3600)
    entry = found.log[0]
    assert (entry.asset, entry.box, entry.what) == ("U1", "A1", "cleaning")
    assert entry.from_second == entry.start * 86400 + 6.5 * 3600
    assert entry.to_second is None
    assert [e.asset for e in found.strays] == ["U7"]
    assert any("'U7' is not in the plant file" in said for said in found.warnings)


def _pressure(unit: dict[str, Any]) -> None:
    unit["tags"]["p"] = {"A": {"tag": "PC", "unit": "inHg vac"}}


def test_a_gauge_vacuum_needs_a_barometer() -> None:
    with pytest.raises(InputError, match=r"PC is in 'inHg vac', against the barometer: give plant"):
        read(_pressure, plant={"name": "x"})
    assert read(_pressure).unit("U1").tagged("p", "A")[0].unit == "inHg vac"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda u: u["tags"].update(p={"A": "PC mbar"}), r"tags\.p\.A\.unit: 'mbar': say whether"),
        (lambda u: u["tags"].update(t_out={"A3": "X degC"}), r"no box of this unit is called 'A3'"),
        (lambda u: u["tags"].update(t_inn="X degC"), r"tags\.t_inn: unknown key.*t_in"),
        (lambda u: u["tags"].update(v={"A1": "X mbar"}), r"v\.A1\.unit: .*wrong kind"),
        (lambda u: u["tags"].update(air={"tag": "X", "unit": "ft3/min"}), "volume is a mass"),
        (lambda u: u["tags"].update(t_hood={"A": "U1.T1 degC"}), "U1.T1 already is t_in"),
        (lambda u: [u["tags"].pop(k) for k in ("v", "q_steam")], "two are needed of t_out, v and"),
        (lambda u: u["tags"].pop("p"), "without the condenser pressure"),
        (lambda u: u["tubes"].update(wall="20 mm"), "wall"),
        (lambda u: u["tubes"].update(plugged={"A1": 30000}), "leave none"),
        (lambda u: u["tubes"].update(share={"A1": "60 %", "A2": "50 %"}), "sum to 1.1"),
        (lambda u: u["tubes"].update(count="many"), "no whole number"),
        (lambda u: u.update(heat_rate="9100"), r"heat_rate: .*kJ/kWh"),
        (lambda u: u["condenser"].pop("reference"), "reference: missing"),
        (lambda u: u["condenser"].update(zones={"A": []}), "name its waterboxes"),
        (lambda u: u["condenser"].update(zones={"A": ["X"], "B": ["X"]}), "'X' is named twice"),
        (lambda u: u["water"].update(salinity="35"), "grams of salt"),
        (lambda u: u["turbine"].update(p_ref="4 mbar a"), r"p_ref"),
        (lambda u: u["turbine"]["curve"].append({"p": "200 mbar a", "change": "2 %"}), "curve"),
        (lambda u: u.update(clean_model={"route": "hei"}), "open route"),
        (lambda u: u["vacuum"].update(kind="steam"), "'steam' is not one of"),
        (lambda u: u["pumps"].update(units=[{"id": "P1", "speed": [0.6, 1.4]}]), "shares of full"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(change: Callable[[dict[str, Any]], None], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(change)


def test_every_problem_is_told_at_once() -> None:
    def broken(unit: dict[str, Any]) -> None:
        unit["gross"] = "500"
        unit["tubes"]["length"] = "14 kg"
        unit["tags"]["oxygen"] = "DO"

    with pytest.raises(InputError, match="2 problems") as caught:
        read(broken)
    assert "units.U1.gross" in str(caught.value)
    assert "units.U1.tubes.length" in str(caught.value)


def test_methods_say_how_the_unit_runs_meanwhile() -> None:
    brushes = {"removes": ["soft"], "effect": 0.85, "cost": "18 kEUR", "duration": "20 h"}
    with pytest.raises(InputError, match="one of online, half_box, outage"):
        read(methods={"brushes": brushes})
    with pytest.raises(InputError, match="in USD, the plant counts in EUR"):
        read(methods={"brushes": {**brushes, "half_box": True, "cost": "18 kUSD"}})
    found = read(methods={"brushes": {**brushes, "half_box": True}})
    assert found.methods[0].half_box
    assert found.methods[0].duration == 72000.0


def test_a_line_of_the_log_for_a_box_that_is_not_there() -> None:
    rows = [{"unit": "U1", "box": "B1", "what": "cleaning", "start": "2025-03-04"}]
    with pytest.raises(InputError, match="U1 has no waterbox 'B1'"):
        read(log=rows)
    with pytest.raises(InputError, match=r"ends .* before it starts"):
        read(log=[{**rows[0], "box": "A1", "end": "2025-03-01"}])
    with pytest.raises(InputError, match=r"'4\.3\.2025' is no date"):
        read(log=[{**rows[0], "box": "A1", "start": "4.3.2025"}])
