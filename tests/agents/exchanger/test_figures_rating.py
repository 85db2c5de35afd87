"""Charts of a rating: strict JSON, every part of the result, numbers as in the result."""

import json
from typing import Any

import altair as alt
import pytest

from greenlang.agents.agent import agent
from greenlang.agents.exchanger.figures import rating as figures
from greenlang.core.cases import case_from
from greenlang.core.provenance import audit

RATING = agent("exchanger").analysis("rating")


@pytest.fixture(scope="module")
def result() -> Any:
    return audit(RATING.run, case_from(RATING.case, RATING.example)).result


@pytest.mark.parametrize("draw", [figures.shares, figures.drops])
def test_charts_of_a_rating_are_strict_json_that_altair_takes(draw: Any, result: Any) -> None:
    spec = draw(result)
    assert "NaN" not in json.dumps(spec, allow_nan=False)
    assert alt.Chart.from_dict(spec).to_dict()


def test_shares_are_those_of_the_result_and_fouling_stands_out(result: Any) -> None:
    rows = figures.shares(result)["data"]["values"]
    assert [row["name"] for row in rows] == [part.name for part in result.resistances]
    assert sum(row["v"] for row in rows) == pytest.approx(100)
    assert {row["name"] for row in rows if row["what"] == "fouling"} == {
        "outside fouling",
        "inside fouling",
    }


def test_drops_show_their_parts_their_sum_and_what_is_measured(result: Any) -> None:
    rows = {row["name"]: row["v"] for row in figures.drops(result)["data"]["values"]}
    parts = [f"hot: {part.name}" for part in result.hot.drop.parts]
    assert sum(rows[name] for name in parts) == pytest.approx(rows["hot: all of it, clean"])
    assert rows["cold: measured"] == pytest.approx(14)
    assert rows["cold: all of it, with its deposit"] > rows["cold: all of it, clean"]
    assert "hot: measured" not in rows
