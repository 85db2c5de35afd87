"""Pipes, splits and shared tags become nodes; what shares nothing is apart."""

from greenlang.agents.exchanger.history.network import components
from greenlang.agents.exchanger.model import Exchanger, Network, Path, Petroleum, Plant, Tag

OIL = Petroleum(34.0, 11.8)


def exchanger(name: str, hot: str = "ago", **tags: str) -> Exchanger:
    return Exchanger(
        name,
        "shell_tube",
        "E 1-2",
        100.0,
        {"hot": hot, "cold": "crude"},
        {"hot": "shell", "cold": "tube"},
        tags={role: Tag(tag, "degC", 1.0) for role, tag in tags.items()},
    )


def plant(assets: tuple[Exchanger, ...], cold: tuple[Path, ...], hot: tuple[Path, ...]) -> Plant:
    fluids = {"crude": OIL, "ago": OIL, "residue": OIL}
    return Plant(
        "P", "EUR", "UTC", None, 288.0, fluids, assets, network=Network(cold=cold, hot=hot)
    )


def test_a_pipe_is_one_temperature_and_one_flow() -> None:
    a = exchanger("A", t_cold_out="T1")
    b = exchanger("B", t_cold_in="T2")
    (only,) = components(plant((a, b), (("crude", "A", "B"),), ()))
    assert only.assets == ("A", "B")
    assert only.node["A", "t_cold_out"] == only.node["B", "t_cold_in"]
    assert only.node["A", "m_cold"] == only.node["B", "m_cold"]
    assert only.node["A", "t_hot_in"] != only.node["B", "t_hot_in"]
    shared = only.node["A", "t_cold_out"]
    assert {tag for tag, node in only.measured if node == shared} == {"T1", "T2"}


def test_other_equipment_breaks_the_pipe() -> None:
    found = components(
        plant((exchanger("A"), exchanger("B")), (("crude", "A", "desalter", "B"),), ())
    )
    assert [one.assets for one in found] == [("A",), ("B",)]


def test_one_tag_measures_one_thing() -> None:
    a, b = exchanger("A", m_cold="F1"), exchanger("B", m_cold="F1")
    (only,) = components(plant((a, b), (("crude", "A", "desalter", "B"),), ()))
    assert only.node["A", "m_cold"] == only.node["B", "m_cold"]
    assert only.node["A", "t_cold_out"] != only.node["B", "t_cold_in"]


def test_a_split_shares_its_temperature_and_adds_its_flows() -> None:
    split = {"split": (("A",), ("B",))}
    (only,) = components(
        plant((exchanger("A"), exchanger("B"), exchanger("C")), (("crude", split, "C"),), ())
    )
    assert only.assets == ("A", "B", "C")
    assert only.node["A", "t_cold_in"] == only.node["B", "t_cold_in"]
    ((total, branches),) = only.splits
    assert set(branches) == {only.node["A", "m_cold"], only.node["B", "m_cold"]}
    assert only.node["C", "m_cold"] == total
    (mix,) = only.mixes
    assert mix.total == (total, only.node["C", "t_cold_in"])
    assert {t for _, t in mix.branches} == {
        only.node["A", "t_cold_out"],
        only.node["B", "t_cold_out"],
    }


def test_a_header_that_nothing_measures_tells_its_temperature_alone() -> None:
    """Parallel coolers: one inlet temperature; the sum of flows and what comes out are free."""
    split = {"split": (("A",), ("B",))}
    (only,) = components(plant((exchanger("A"), exchanger("B")), (("crude", split),), ()))
    assert only.node["A", "t_cold_in"] == only.node["B", "t_cold_in"]
    assert only.splits == ()
    assert only.mixes == ()


def test_counter_current_streams_meet_in_one_component() -> None:
    assets = tuple(exchanger(name) for name in "ABC")
    found = components(plant(assets, (("crude", "A", "desalter", "B", "C"),), (("ago", "B", "A"),)))
    assert [one.assets for one in found] == [("A", "B", "C")]
    only = found[0]
    assert only.node["B", "t_hot_out"] == only.node["A", "t_hot_in"]
    assert only.node["B", "m_hot"] == only.node["A", "m_hot"]
