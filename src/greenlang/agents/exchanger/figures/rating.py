"""Charts of a rating: what holds back the heat, and where the pressure goes.

For notebooks and reports of a single case: `alt.Chart.from_dict(shares(result))` draws one.
"""

from typing import Any

from greenlang.agents.exchanger.method.rating.cases import Rating
from greenlang.agents.theme import BLUE, GREY, INK, MUTED, ORANGE, Layer, chart

BAR = 24  # px
KPA = 1000.0


def shares(r: Rating) -> dict[str, Any]:
    """Share of each resistance in 1/U of the exchanger with its fouling allowance."""
    values = [
        {
            "name": part.name,
            "v": 100 * float(part.share),
            "what": "fouling" if "fouling" in part.name else "clean",
            "said": f"{100 * float(part.share):.3g} %",
        }
        for part in r.resistances
    ]
    colours = {"clean": BLUE, "fouling": ORANGE}
    return _bars(values, "share of 1/U, %", colours if len({v["what"] for v in values}) > 1 else {})


def drops(r: Rating) -> dict[str, Any]:
    """Pressure drop of both streams by part, clean; what is measured stands beside the sum."""
    values = []
    for stream, side in (("hot", r.hot), ("cold", r.cold)):
        told = [(part.name, part.dp) for part in side.drop.parts]
        told += [("all of it, clean", side.drop.total)]
        others = (
            ("all of it, with its deposit", side.drop.fouled),
            ("measured", side.drop.measured),
        )
        told += [(name, dp) for name, dp in others if dp is not None]
        values += [
            {
                "name": f"{stream}: {name}",
                "v": float(dp) / KPA,
                "what": stream,
                "said": f"{float(dp) / KPA:.3g}",
            }
            for name, dp in told
        ]
    return _bars(values, "pressure drop, kPa", {"hot": ORANGE, "cold": BLUE})


def _bars(values: list[dict[str, Any]], title: str, colours: dict[str, str]) -> dict[str, Any]:
    """Horizontal bars in the order given, each with its number."""
    y = {
        "field": "name", "type": "nominal", "sort": None,
        "axis": {"title": None, "labelLimit": 220},
    }  # fmt: skip
    x = {"field": "v", "type": "quantitative", "scale": {"zero": True},
         "axis": {"title": title, "titleColor": MUTED, "grid": True, "tickCount": 8}}  # fmt: skip
    scale = {"domain": list(colours), "range": list(colours.values())}
    colour: Layer = {"field": "what", "type": "nominal", "scale": scale}
    bars: Layer = {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {"y": y, "x": x, "color": colour if colours else {"value": GREY}},
    }
    numbers: Layer = {
        "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
        "encoding": {"y": y, "x": x, "text": {"field": "said"}},
    }
    return chart([bars, numbers], BAR * len(values) + 60, data={"values": values})
