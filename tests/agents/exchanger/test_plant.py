import copy
from pathlib import Path
from typing import Any

import pytest

from greenlang.agents.agent import Spread
from greenlang.agents.exchanger.model import Petroleum, Plant, Water
from greenlang.agents.exchanger.plant import plant, tag_names
from greenlang.agents.exchanger.plant.plausible import implausible
from greenlang.agents.exchanger.plant.starter import STARTER
from greenlang.core.errors import InputError
from greenlang.services.files.plant import loaded, rows


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("plant") / "plant.yaml"
    path.write_text(STARTER, encoding="utf-8")
    return dict(loaded(path))


def read(data: dict[str, Any], tables: dict[str, list[dict[str, str]]] | None = None) -> Plant:
    return plant(data, lambda name: (tables or {})[name], "plant.yaml")


def test_the_starter_is_a_plant_in_si(starter: dict[str, Any]) -> None:
    found = read(starter)
    assert (found.name, found.currency, found.barometer) == ("My unit", "EUR", 101300.0)
    first, second = found.assets
    assert first.arrangement == second.arrangement == "E 1-2"
    assert first.area == pytest.approx(820 * 3.141592653589793 * 0.01905 * 6.1)
    assert second.area == 260
    assert first.design.limits.dp_tube == 150_000
    assert first.tags["t_hot_in"].sigma == 0.8
    assert first.tags["m_cold"].relative
    assert first.tags["m_cold"].at == 288.15
    assert isinstance(found.fluids["crude"], Petroleum)
    assert found.fluids["crude"].viscosity[0] == (313.15, pytest.approx(4.6e-6))
    assert found.prices.fuel is not None
    assert found.prices.fuel.at(20_000) == pytest.approx(28 / 3.6e9)
    assert found.prices.co2_factor == pytest.approx(56.1e-9)
    assert "IPCC" in found.prices.co2_source
    assert found.plan is not None
    assert found.plan.outages == ((20913, 20933),)
    assert [m.name for m in found.methods] == ["hydroblast", "chemical"]
    assert len(tag_names(found)) == 8


def changed(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The data with one entry set; `None` removes it."""
    new = copy.deepcopy(data)
    at: Any = new
    *parents, last = path.split("/")
    for key in parents:
        at = at[int(key)] if isinstance(at, list) else at.setdefault(key, {})
    if value is None:
        del at[last]
    else:
        at[last] = value
    return new


E = "assets/E-101"
PROBLEMS = [
    ("asets", {}, r"asets: unknown key .did you mean 'assets'"),
    (f"{E}/tubes/d_out", "1 mm", r"tubes.d_out: unknown key .did you mean 'd_o'"),
    (f"{E}/tubes/d_i", "20 mm", "not below the outside diameter"),
    (f"{E}/tubes/length", "-6 m", r"tubes.length: '-6 m' must be above 0"),
    (f"{E}/tubes/length", "6 kg", "wrong kind"),
    (f"{E}/tubes/length", "6.1", "has no unit: write it as '6.1 m'"),
    (f"{E}/tubes/passes", 2.5, "no whole number"),
    (f"{E}/tubes/plugged", 820, "leave none"),
    (f"{E}/shell/layout", 31, "no tube layout"),
    (f"{E}/area", "0 m2", "area: '0 m2' must be above 0"),
    (f"{E}/sides/hot/fluid", "disel", r"not under fluids .did you mean 'diesel'"),
    (f"{E}/sides/hot/in", "tube", "both fluids are in the tube side"),
    (f"{E}/tags/t_hot_in/unit", "degX", "unknown|no temperature"),
    (f"{E}/tags/t_hot_in/unit", "bar a", "no temperature"),
    (f"{E}/tags/t_hot_in/tag", "TI102", "tag TI102 already is t_hot_in"),
    (f"{E}/tags/m_hot/unit", "lb/h", "tag FI101 is in t/h here and in lb/h"),
    (f"{E}/tags/m_hot", None, "|"),
    (f"{E}/tags/t_hott_in", {"tag": "X", "unit": "degC"}, "unknown key .did you mean 't_hot_in'"),
    (f"{E}/new_bundle", "last spring", "no date: write it as"),
    ("fluids/crude/watson_k", None, "API gravity alone does not fix"),
    ("fluids/crude/viscosity", [["40 degC", "2 cSt"], ["100 degC", "3 cSt"]], "falls with temp"),
    ("fluids/crude/viscosity", [["40 degC", "2 cSt"]], "one point does not fix"),
    ("fluids/crude/kind", "petrol", "did you mean 'petroleum'"),
    ("plant/barometer", "1.013 bar", "'bar a' .absolute., 'bar g'"),
    ("network/cold", [["crud", "E-101"]], r"no fluid .did you mean 'crude'"),
    ("network/cold", [["crude", "E-101", "E-101"]], "appears twice"),
    ("network/furnace/efficiency", 88, "must be above 0 and at most 1.1"),
    ("prices/gas", "28 EUR/t", "wrong kind"),
    ("prices/gas", "28 USD/MWh", "is in USD, the plant counts in EUR"),
    ("prices/gas", [["2026-01-01", "28 USD/MWh"]], "is in USD, the plant counts in EUR"),
    ("prices/gas", 28, "28 has no unit: write it as '28 EUR/MWh'"),
    ("prices/basis", "net", "not one of lhv, hhv"),
    ("methods/chemical/cost", "22 kUSD", "methods.chemical.cost: '22 kUSD' is in USD"),
    ("assets/E-102/area", 260, "260 has no unit: write it as '260 m2'"),
    ("assets/E-102/arrangement", "countreflow", "did you mean 'counterflow'"),
    ("methods/chemical/effect", "140 %", "at most 1"),
    ("plan/outages", ["2027-04-25..2027-04-05"], "ends before it starts"),
    ("plan/from", None, "plan.from: missing"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), PROBLEMS)
def test_a_problem_is_named_with_its_path(
    starter: dict[str, Any], path: str, value: Any, message: str
) -> None:
    data = changed(starter, path, value)
    if message == "|":  # three temperatures would do with both flows, four need one: still enough
        assert "m_hot" not in read(data).assets[0].tags
        return
    with pytest.raises(InputError, match=message):
        read(data)


def test_all_problems_are_told_at_once(starter: dict[str, Any]) -> None:
    data = changed(changed(starter, f"{E}/tubes/d_i", "20 mm"), "prices/basis", "net")
    with pytest.raises(InputError, match=r"plant.yaml: 2 problems\n.*d_i.*\n.*basis"):
        read(data)


def test_too_few_tags_are_refused(starter: dict[str, Any]) -> None:
    data = changed(changed(starter, f"{E}/tags/m_hot", None), f"{E}/tags/t_hot_in", None)
    with pytest.raises(InputError, match="four temperatures with one flow, or three with both"):
        read(data)


def test_what_is_given_but_not_counted_is_said(starter: dict[str, Any]) -> None:
    data = changed(starter, "prices/power", "90 EUR/MWh")
    data = changed(data, "methods/chemical/needs", ["crew", "crane"])
    data = changed(data, f"{E}/tags/m_cold", {"tag": "FI109", "unit": "gpm"})
    said = "\n".join(read(data).warnings)
    assert "prices.power" not in said
    assert "methods.chemical.needs: 'crane' is not limited: give its number" in said
    assert "tags.m_cold.at: volume at line conditions" in said
    assert "FI101" not in said  # a mass flow has no basis to assume


def test_bell_delaware_says_what_it_assumed(starter: dict[str, Any]) -> None:
    data = changed(starter, f"{E}/model", "bell_delaware")
    plant = read(data)
    said = "\n".join(plant.warnings)
    assert plant.assets[0].model == "bell_delaware"
    for key in ("dotl", "baffles.to_shell", "baffles.to_tube", "baffles: end spacings"):
        assert f"E-101.shell.{key}" in said
    for key, value in (("dotl", "0.86 m"), ("baffles/to_shell", "5 mm"), ("lane_width", "19 mm")):
        data = changed(data, f"{E}/shell/{key}", value)
    shell = read(data).assets[0].shell
    assert shell is not None
    assert (shell.dotl, shell.to_shell, shell.lane_width) == (0.86, 0.005, 0.019)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("shell/baffles/cut", None, "baffles.cut: missing"),
        ("shell/type", "J", "holds for E shells"),
        ("shell/dotl", "0.9 m", "tubes must lie inside the shell"),
        ("shell/baffles/count", 40, "do not fit into the tube length"),
        ("tubes", None, "needs the measures of shell and tubes"),
    ],
)
def test_bell_delaware_needs_a_drawing_that_can_be(
    starter: dict[str, Any], path: str, value: Any, message: str
) -> None:
    data = changed(changed(starter, f"{E}/model", "bell_delaware"), f"{E}/area", "300 m2")
    with pytest.raises(InputError, match=message):
        read(changed(data, f"{E}/{path}", value))


def test_a_gauge_pressure_of_a_fluid_uses_the_barometer(starter: dict[str, Any]) -> None:
    data = changed(starter, "fluids/water", {"kind": "water", "pressure": "5 bar g"})
    found = read(data).fluids["water"]
    assert isinstance(found, Water)
    assert found.pressure == pytest.approx(601_300)
    with pytest.raises(InputError, match=r"fluids.water.pressure: .* give the barometer"):
        read(changed(data, "plant/barometer", None))
    said = read(changed(starter, "fluids/water", {"kind": "water"})).warnings
    assert any("fluids.water.pressure: 10 bar a" in text for text in said)


def test_on_and_no_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("plant: {name: no}\nassets: {on: {}}\n", encoding="utf-8")
    assert loaded(path) == {"plant": {"name": "no"}, "assets": {"on": {}}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1, 2", "line"),
        ("a: 1\na: 2\n", "line 2"),
        ("- 1\n", "begins with 'plant:'"),
        ("", "begins with 'plant:'"),
        ("a: \x00", "not YAML"),
    ],
)
def test_what_is_no_plant_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        loaded(path)


def test_logs_tables_and_dated_prices_come_from_csv(
    starter: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "log.csv").write_text(
        "asset;start;end;method;remark\nE-101;2025-03-01;2025-03-09;hydroblast;\nE-999;2025-01-01;;;\n",
        encoding="utf-8",
    )
    (tmp_path / "gas.csv").write_text(
        "date,value\n2025-01-01,30 EUR/MWh\n2026-01-01,25 EUR/MWh\n", encoding="utf-8"
    )
    (tmp_path / "oil.csv").write_text(
        "T [degC],rho kg/m3,cp [kJ/kg/K],mu cP,k W/m/K\n20,850,1.9,5,0.13\n120,790,2.3,1,0.12\n",
        encoding="utf-8",
    )
    data = changed(starter, "log", "log.csv")
    data = changed(data, "prices/gas", "gas.csv")
    data = changed(data, "fluids/diesel", {"kind": "table", "file": "oil.csv"})
    found = plant(data, lambda name: rows(tmp_path / name), "plant.yaml")
    assert [(e.asset, e.end - e.start, e.method) for e in found.log] == [("E-101", 8, "hydroblast")]
    assert any("E-999" in line for line in found.warnings)
    assert found.prices.fuel is not None
    assert found.prices.fuel.at(20_600) == pytest.approx(25 / 3.6e9)
    table: Any = found.fluids["diesel"]
    assert table.rows[0] == pytest.approx((293.15, 850.0, 1900.0, 0.005, 0.13))


def spreads(**changes: float) -> dict[str, Spread]:
    medians = {
        "TI101": 220.0, "TI102": 150.0, "TI103": 100.0, "TI104": 140.0, "FI101": 110.0,
        "FI102": 250.0, "TI111": 260.0, "TI112": 170.0,
    } | changes  # fmt: skip
    return {tag: Spread(0.9 * x, x, 1.1 * x, 0.99) for tag, x in medians.items()}


CHECKS: list[tuple[dict[str, float], str]] = [
    ({"TI101": 95.0}, "the cold side leaves hotter|are two tags swapped"),
    ({"TI103": 160.0}, "cooled"),
    ({"FI102": 250.0 / 3.6}, "MW"),
    ({"TI101": 2000.0}, "cannot be"),
]


@pytest.mark.parametrize(("changes", "message"), CHECKS)
def test_implausible_readings_are_said_before_anything_runs(
    starter: dict[str, Any], changes: dict[str, float], message: str
) -> None:
    import re

    found = [each.what for each in implausible(read(starter), spreads(**changes))]
    assert any(re.search(message, what) for what in found), found
    quiet = list(implausible(read(starter), spreads()))
    assert [each for each in quiet if each.severity != "note"] == []


def test_a_flow_in_the_wrong_unit_names_the_factor(starter: dict[str, Any]) -> None:
    data = changed(starter, f"{E}/tags/m_hot/unit", "t/min")
    data = changed(data, "assets/E-102/tags/m_hot/unit", "t/min")
    found = [each.what for each in implausible(read(data), spreads())]
    assert any("per minute read as per hour" in what for what in found), found


def test_co2_follows_the_basis_of_the_prices(starter: dict[str, Any]) -> None:
    per_hhv = read(changed(starter, "prices/basis", "hhv")).prices
    assert per_hhv.co2_factor == pytest.approx(53.06 / 1.05505585e9, rel=1e-8)
    assert "40 CFR Part 98" in per_hhv.co2_source


def test_co2_factors_may_be_dated_and_power_has_its_own(starter: dict[str, Any]) -> None:
    data = changed(starter, "prices/co2_factor", {"2025-01-01": "55 kg/GJ", "2026-01-01": 56e-9})
    with pytest.raises(InputError, match="has no unit"):
        read(data)
    data = changed(data, "prices/co2_factor", {"2025-01-01": "55 kg/GJ", "2026-01-01": "56 kg/GJ"})
    data = changed(data, "prices/power_co2", "0.39 kg/kWh")
    prices = read(changed(data, "prices/power_co2_source", "EIA")).prices
    assert prices.factor_at(20_100) == pytest.approx(55e-9)
    assert prices.co2_factor == prices.factor_at(20_500) == pytest.approx(56e-9)
    assert prices.power_factor is not None
    assert prices.power_factor.at(0) == pytest.approx(0.39 / 3.6e6)
    assert prices.power_source == "EIA"
    with pytest.raises(InputError, match="no fuel and no grid emits that"):
        read(changed(starter, "prices/co2_factor", "56 t/GJ"))


def air_cooler(starter: dict[str, Any], **tags: Any) -> dict[str, Any]:
    data = changed(starter, "assets/E-102/type", "air_cooled")
    data["fluids"]["air"] = {"kind": "pure", "name": "Air", "pressure": "1 bar a"}
    one = data["assets"]["E-102"]
    one |= {
        "arrangement": "air 4/2",
        "sides": {"hot": {"fluid": "diesel"}, "cold": {"fluid": "air"}},
    }
    del one["tags"]["m_cold"]
    one["tags"] |= tags
    data["network"] = {}
    return data


def test_air_is_fluid_1_of_an_air_cooler_and_needs_no_flow(starter: dict[str, Any]) -> None:
    one = read(air_cooler(starter)).assets[1]
    assert one.spaces == {"hot": "tube", "cold": "shell"}
    assert "m_cold" not in one.tags
    assert not one.index


def test_without_an_air_outlet_the_fan_stands_for_the_flow(starter: dict[str, Any]) -> None:
    data = air_cooler(starter, fan={"tag": "SI1", "unit": "%"})
    del data["assets"]["E-102"]["tags"]["t_cold_out"]
    with pytest.raises(InputError, match=r"design: \{m_cold"):
        read(data)
    data["assets"]["E-102"]["design"] = {"u_clean": "400 W/m2/K", "m_cold": "60 kg/s"}
    found = read(data)
    one = found.assets[1]
    assert one.index
    assert (one.tags["m_cold"].tag, one.tags["m_cold"].full) == ("SI1", 60.0)
    assert any("index only" in text for text in found.warnings)


def logged(starter: dict[str, Any], *entries: tuple[str, str, str]) -> dict[str, Any]:
    rows = [{"asset": a, "start": b, "end": c, "method": "hydroblast"} for a, b, c in entries]
    return changed(starter, "log", rows)


def test_cleanings_that_overlap_are_named_with_both_lines(starter: dict[str, Any]) -> None:
    data = logged(
        starter, ("E-101", "2025-05-02", "2025-05-10"), ("E-102", "2025-05-04", "2025-05-09"),
        ("E-101", "2025-05-08", "2025-05-15"),
    )  # fmt: skip
    with pytest.raises(InputError, match=r"log\[3\].*log\[1\] has ended \(2025-05-10\): mend"):
        read(data)


def test_a_cleaning_may_begin_on_the_day_the_last_one_ends(starter: dict[str, Any]) -> None:
    data = logged(
        starter, ("E-101", "2025-05-02", "2025-05-10"), ("E-101", "2025-05-10", "2025-05-15")
    )
    assert len(read(data).log) == 2


def test_an_entry_made_twice_is_named(starter: dict[str, Any]) -> None:
    one = ("E-101", "2025-05-02", "2025-05-02")
    with pytest.raises(InputError, match="same days as log"):
        read(logged(starter, one, one))


def test_an_entry_for_an_unknown_exchanger_is_kept_for_the_report(starter: dict[str, Any]) -> None:
    found = read(logged(starter, ("E-1O1", "2025-05-02", "2025-05-10")))
    assert found.log == ()
    assert [one.asset for one in found.strays] == ["E-1O1"]
    assert any("did you mean 'E-101'" in text for text in found.warnings)


def test_several_tags_of_one_point(starter: dict[str, Any]) -> None:
    second = {"tag": "TI101B", "unit": "degF", "sigma": "1 degF"}
    first = starter["assets"]["E-101"]["tags"]["t_hot_in"]
    found = read(changed(starter, "assets/E-101/tags/t_hot_in", [first, second]))
    assert found.assets[0].tags["t_hot_in 2"].tag == "TI101B"
    assert "TI101B" in tag_names(found)
    with pytest.raises(InputError, match="of a temperature or a flow"):
        read(changed(starter, "assets/E-101/tags/dp_tube", [{"tag": "P", "unit": "kPa"}]))


def test_a_meter_over_two_exchangers_names_both_at_both(starter: dict[str, Any]) -> None:
    meter = {"tag": "FI9", "unit": "t/h", "of": ["E-101", "E-102"]}
    once = changed(starter, "assets/E-101/tags/m_hot", meter)
    del once["assets"]["E-102"]["tags"]["m_hot"]
    del once["network"]
    once["assets"]["E-102"]["tags"]["m_cold"]["tag"] = "FI8"
    with pytest.raises(InputError, match="E-102 does not name FI9"):
        read(once)
    found = read(changed(once, "assets/E-102/tags/m_hot", meter))
    assert found.assets[1].tags["m_hot"].of == ("E-101", "E-102")
    with pytest.raises(InputError, match="not under assets"):
        read(changed(starter, "assets/E-101/tags/m_hot", meter | {"of": ["E-101", "E-9"]}))
    with pytest.raises(InputError, match="two or more"):
        read(changed(starter, "assets/E-101/tags/m_hot", meter | {"of": ["E-101"]}))


def test_an_orifice_without_compensation_needs_its_density(starter: dict[str, Any]) -> None:
    flow = {"tag": "FI101", "unit": "t/h", "compensated": False}
    data = changed(starter, "assets/E-102/tags/m_hot/tag", "FI101B")
    with pytest.raises(InputError, match=r"design: \{density: 790 kg/m3\}"):
        read(changed(data, "assets/E-101/tags/m_hot", flow))
    given = flow | {"design": {"density": "790 kg/m3"}}
    assert read(changed(data, "assets/E-101/tags/m_hot", given)).assets[0].tags[
        "m_hot"
    ].rho_design == pytest.approx(790.0)


def test_an_enthalpy_curve_needs_enthalpies(starter: dict[str, Any]) -> None:
    rows = [{"T [degC]": "20", "cp [kJ/kg/K]": "2"}, {"T [degC]": "90", "cp [kJ/kg/K]": "2"}]
    with pytest.raises(InputError, match="needs the columns T and h"):
        read(changed(starter, "fluids/feed", {"kind": "enthalpy", "rows": rows}))
