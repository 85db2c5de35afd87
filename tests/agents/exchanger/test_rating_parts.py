"""Film, drops, resistances and geometry check: the same numbers as in the rating, and refusals."""

from typing import Any

import pytest

from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.errors import ImpossibleState, InputError
from greenlang.core.provenance import audit
from greenlang.core.verify import verify
from tests.agents.exchanger.test_rating import changed, rated


def asked(name: str, **change: Any) -> Any:
    analysis = agent("exchanger").analysis(name)
    audited = audit(analysis.run, case_from(analysis.case, changed(analysis.example, change)))
    verify(audited.record)
    return audited.result


def test_a_film_on_its_own_is_that_of_the_rating() -> None:
    r = rated()
    wall = f"{r.cold.properties.t} K"
    cold = {"fluid": agent("exchanger").analysis("rating").example["cold"]["fluid"]}
    bulk = {**cold, "t": wall, "m": "195 t/h", "t_wall": None}
    found = asked("film", place="inside", stream=bulk)
    assert found.h == found.h_0
    assert found.re == pytest.approx(r.cold.re)
    heated = asked("film", place="inside", stream={**bulk, "t_wall": "200 degC"})
    assert heated.h > found.h


@pytest.mark.parametrize("film", ["petukhov", "sieder_tate", "dittus_boelter"])
def test_turbulent_films_agree_within_their_scatter(film: str) -> None:
    inside = {"place": "inside"}
    standard, other = asked("film", **inside), asked("film", **inside, tube_film=film)
    assert float(other.h) == pytest.approx(float(standard.h), rel=0.3)


def test_drops_on_their_own_are_those_of_the_rating() -> None:
    r = rated()
    found = asked("pressure_drop")
    assert float(found.inside.drop.total) == pytest.approx(float(r.cold.drop.total), rel=1e-3)
    assert float(found.outside.drop.total) == pytest.approx(float(r.hot.drop.total), rel=1e-3)
    column = float(found.inside.drop.measured) - float(
        found.inside.drop.total * found.inside.drop.ratio
    )
    assert column == pytest.approx(764 * 9.80665 * 1.2, rel=0.01)
    two = asked("pressure_drop", geometry={"shells": 2}, outside_stream=None)
    assert two.inside.drop.total == pytest.approx(2 * found.inside.drop.total)
    bent = asked("pressure_drop", geometry={"bundle": "u_tube"}, outside_stream=None)
    assert bent.inside.drop.total < found.inside.drop.total
    with pytest.raises(InputError, match="at least one"):
        asked("pressure_drop", inside_stream=None, outside_stream=None)


def test_resistances_sum_and_surfaces_lie_between() -> None:
    found = asked("resistances")
    assert sum(part.share for part in found.resistances) == pytest.approx(1)
    assert found.inside.bulk < found.inside.surface < found.outside.surface < found.outside.bulk
    assert found.deposit.bore < 0.01483
    bare = asked("resistances", r_f_outside=None, r_f_inside=None, t_inside=None)
    assert bare.u == bare.u_clean
    assert bare.outside is None


def test_a_usual_geometry_passes_without_a_word() -> None:
    assert asked("geometry_check").warnings == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"geometry": {"pitch": "22 mm"}}, "at least TEMA"),
        ({"geometry": {"baffles": {"spacing": "100 mm"}}}, "below"),
        ({"geometry": {"baffles": {"spacing": "1.2 m", "count": 4}}}, "above the shell diameter"),
        ({"geometry": {"baffles": {"spacing": "1.0 m", "count": 4}}}, "unsupported span"),
        ({"geometry": {"baffles": {"cut": "10 %"}}}, "0.15 to 0.45"),
        ({"inside_stream": {"m": "20 t/h"}}, "tubes: "),
        ({"geometry": {"tubes": 1190}}, "fit by the rule of thumb"),
    ],
)
def test_what_is_unusual_is_said_and_not_corrected(change: dict[str, Any], said: str) -> None:
    assert any(said in text for text in asked("geometry_check", **change).warnings)


def test_more_tubes_than_fit_are_refused() -> None:
    with pytest.raises(ImpossibleState, match="fit into this shell"):
        asked("geometry_check", geometry={"tubes": 2000})
