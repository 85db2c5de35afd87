"""Histories of plates, air coolers and double pipes with their geometry, and without."""

import functools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from greenlang.agents.exchanger import built
from greenlang.agents.exchanger.fluids import liquid
from greenlang.agents.exchanger.history import clean, history
from greenlang.agents.exchanger.history.properties import liquids, tabulated
from greenlang.agents.exchanger.model import Fluid, PureFluid, Water
from greenlang.agents.exchanger.plant import plant
from greenlang.agents.exchanger.plant.starter import STARTER
from greenlang.core.errors import InputError
from greenlang.library.fluids import properties
from greenlang.services.files.plant import loaded
from tests.agents.exchanger import made_plants as made
from tests.agents.exchanger import rating_examples as examples

DAYS, CLEANED = 300, (151,)


def geometry(case: examples.Case) -> dict[str, Any]:
    return {name: value for name, value in case["geometry"].items() if name != "kind"}


def stream(fluid: Fluid, t: Any, m: Any) -> Any:
    ready = tabulated(liquid(fluid))
    of = (properties.rho, properties.cp, properties.mu, properties.k)
    return built.flowing(m, *(np.asarray(f(ready, t)) for f in of))


@functools.cache
def fouled(kind: str) -> made.Made:
    """A unit whose films are 12 % better and 10 % worse than the correlations have them."""
    case = {"plate": examples.PLATE, "air_cooled": examples.AIR, "double_pipe": examples.PIPE}[kind]
    drawn, area = built.drawn(kind, geometry(case), "geometry")
    t = made.times(DAYS)
    air = kind == "air_cooled"
    hot, cold = Water(6e5), PureFluid("Air", 1e5) if air else Water(4e5)
    usual = {"plate": (55.0, 60.0), "air_cooled": (33.0, 130.0), "double_pipe": (1.7, 2.1)}[kind]
    m_hot = usual[0] * made.swing(2, t, 0.25)
    m_cold = usual[1] * made.swing(1, t, 0.3)
    t_hot = (363.0 if air else 335.0) + 3 * (made.swing(3, t, 1.0) - 1)
    t_cold = 292.0 + 6 * (made.swing(4, t, 1.0) - 1)
    asset = made.exchanger("X-1", kind, built.arrangement(drawn), area, 1000.0)
    asset = replace(asset, geometry=drawn, model="kern")
    c = (m_hot * 4185.0, m_cold * (1006.0 if air else 4180.0))
    states = {"t_hot_out": t_hot - 20.0, "t_cold_out": t_cold + 20.0}
    shape = made.sawtooth(DAYS, 1.0 / 150, CLEANED)
    for _ in range(4):  # films hang on mean temperatures, these on films
        flows = {
            "hot": stream(hot, (t_hot + states["t_hot_out"]) / 2, m_hot),
            "cold": stream(cold, (t_cold + states["t_cold_out"]) / 2, m_cold),
        }
        place = {space: flows[side] for side, space in asset.spaces.items()}
        wall, outside, inside = built.films(drawn, place["shell"], place["tube"])
        whole = wall + outside / 1.12 + inside / 0.9
        r_f = 0.3 * float(np.median(whole)) * shape
        states = made.solved(asset, 1 / (whole + r_f), c, (t_hot, t_cold))
    asset = replace(asset, design=replace(asset.design, u_clean=1 / float(np.median(whole))))
    states |= {"m_hot": m_hot, "m_cold": m_cold}
    if air:
        kept = {role: tag for role, tag in asset.tags.items() if role != "m_cold"}
        asset = replace(asset, tags=kept)
    readings = made.read(asset, t, states, 5, ((150.2, 150.8),))
    return made.Made(made.plant(asset, hot, cold, CLEANED), readings, r_f)


def without(case: made.Made) -> made.Made:
    (asset,) = case.plant.assets
    bare = replace(asset, geometry=None)
    return replace(case, plant=replace(case.plant, assets=(bare,)))


@pytest.mark.parametrize("kind", ["plate", "air_cooled", "double_pipe"])
def test_r_f_comes_out_near_the_truth_with_geometry_and_without(kind: str) -> None:
    case = fouled(kind)
    peak = float(case.r_f.max())
    for made_of, bound in ((case, 0.10), (without(case), 0.15)):
        one = history(made_of.plant, made_of.readings).exchangers[0]
        off = made.error(made_of, one)
        assert float(np.sqrt(np.mean(off**2))) < bound * peak
        band = 1.645 * one.daily.level_sigma[np.isfinite(one.daily.r_f)]
        assert np.mean(np.abs(off) < band) > 0.8
        assert [c.status for c in one.cleanings] == ["confirmed"]


def test_films_of_the_geometry_take_the_place_of_a_power_law() -> None:
    case = fouled("plate")
    (asset,) = case.plant.assets
    x = np.tile([335.0, 320.0, 292.0, 306.0, 55.0, 60.0], (3, 1))
    x[1, 4], x[2, 5] = 70.0, 75.0
    oil = liquids(case.plant, made.FIRST * made.DAY, 3600.0)
    rows = np.arange(3)
    found = clean.films(asset, x, oil, rows)
    assert found.prior == clean.GEOMETRY_PRIOR
    assert found.wall == pytest.approx(0.0005 / 16)
    assert not found.extra
    assert found.shell[1] < found.shell[0] == found.shell[2]
    law = clean.films(replace(asset, model="power"), x, oil, rows)
    assert law.prior == clean.POWER_LAW_PRIOR
    assert law.spaces == ("shell", "tube")


@pytest.fixture
def starter(tmp_path: Any) -> dict[str, Any]:
    path = tmp_path / "plant.yaml"
    path.write_text(STARTER, encoding="utf-8")
    return dict(loaded(path))


def changed(starter: dict[str, Any], **parts: Any) -> Any:
    first = next(iter(starter["assets"].values()))
    for name in ("shell", "tubes", "area", "arrangement", "model"):
        first.pop(name, None)
    first |= {"type": "plate", "geometry": geometry(examples.PLATE)} | parts
    return plant(starter, lambda _: [], "plant.yaml").assets[0]


def test_a_plant_file_gives_the_measures_of_a_pack(starter: dict[str, Any]) -> None:
    asset = changed(starter, geometry=geometry(examples.GOLDEN["plate_3_2"]))
    assert asset.arrangement == "plate 3/2"
    assert asset.area == pytest.approx(131 * 0.62)
    assert asset.geometry.depth == pytest.approx(0.0028)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"geometry": geometry(examples.PLATE) | {"plates": 122, "passes_1": 3, "passes_2": 2}},
         "assets.E-1.*geometry: .*121 plates would"),
        ({"geometry": geometry(examples.PLATE) | {"deep": "2 mm"}}, "deep"),
        ({"geometry": geometry(examples.PLATE) | {"depth": "2 kg"}}, "depth"),
        ({"geometry": ["60 deg"]}, "named measures"),
        ({"type": "shell_tube"}, "go under shell and tubes"),
        ({"area": "200 m2"}, "geometry has 73.78 m2"),
        ({"type": "air_cooled", "geometry": geometry(examples.AIR) | {"pitch_t": "55 mm"}},
         "neighbouring tubes touch"),
    ],
)  # fmt: skip
def test_a_geometry_that_cannot_be_is_named(
    starter: dict[str, Any], parts: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        changed(starter, **parts)
