"""What planning needs of a history, as plain data: for questions that need no new reading."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np

from greenlang.agents.exchanger.results import (
    Band,
    Cleaning,
    Daily,
    ExchangerHistory,
    Forecast,
    Law,
    PlantHistory,
)
from greenlang.core.errors import DataError

FORMAT = "greenlang-planning-2"
DRAWS = 250  # of the forecast that are kept: a probability to 3 %
DIGITS = 6
FLOAT = np.dtype("<f4")  # of draws, which as digits would be most of the file
NAN = float("nan")


def kept(history: PlantHistory) -> dict[str, Any]:
    """Plain data of what plans rest on."""
    return {
        "format": FORMAT,
        "plant": history.plant,
        "start": history.start,
        "end": history.end,
        "failed": dict(history.failed),
        "exchangers": [_kept(one) for one in history.exchangers],
    }


def _kept(one: ExchangerHistory) -> dict[str, Any]:
    return {
        "asset": one.asset,
        "first_day": int(one.daily.days[0]),
        "datum": one.datum,
        "reference": {key: float(value) for key, value in one.reference.items()},
        "r_f_now": _band(one.r_f_now),
        "money_per_day": _band(one.money_per_day),
        "cleanings": [
            [c.start, c.end, c.status, c.method, c.elsewhere, *map(_number, _measured(c))]
            for c in one.cleanings
        ],
        "forecast": None if one.forecast is None else _forecast(one.forecast),
    }


def _measured(one: Cleaning) -> tuple[float, ...]:
    """What its place among the plant's own effects rests on."""
    return one.r_f_before, one.r_f_after, one.effect, one.effect_sigma


def _forecast(one: Forecast) -> dict[str, Any]:
    rows = slice(None, None, max(1, len(one.draws) // DRAWS))
    return {
        "days": one.days.tolist(),
        "r_f": [_rounded(part) for part in one.r_f],
        "laws": [
            [law.name, dict(law.parameters), law.weight, _number(law.aicc)] for law in one.laws
        ],
        "origin": one.origin,
        "draws": b64encode(np.ascontiguousarray(one.draws[rows], FLOAT).tobytes()).decode("ascii"),
    }


def _rounded(values: Any) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _band(band: Band) -> list[float | None]:
    return [_number(band.p10), _number(band.p50), _number(band.p90)]


def recalled(data: Mapping[str, Any]) -> PlantHistory:
    """The history as far as planning asks. Errors: DataError where the data are none of ours."""
    try:
        if data["format"] != FORMAT:
            raise DataError(f"planning data are {data['format']!r}, not {FORMAT!r}: run it again")
        return PlantHistory(
            data["plant"], data["start"], data["end"],
            tuple(_recalled(one) for one in data["exchangers"]), (), data["failed"],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"no planning data: {error!r}; run `history` again") from None


def _recalled(one: Mapping[str, Any]) -> ExchangerHistory:
    nan, unknown = np.full(1, NAN), Band(NAN, NAN, NAN)
    daily = Daily(
        np.array([one["first_day"]], np.int64), *(nan,) * 11, np.zeros(1, np.int64),
        np.zeros(1, np.uint8),
    )  # fmt: skip
    return ExchangerHistory(
        asset=one["asset"], daily=daily, datum=one["datum"], datum_sigma=NAN, events=(),
        cleanings=tuple(_cleaning(one["asset"], row) for row in one["cleanings"]),
        forecast=None if one["forecast"] is None else _ahead(one["forecast"]),
        r_f_now=_as_band(one["r_f_now"]), duty_lost_now=unknown,
        money_per_day=_as_band(one["money_per_day"]), co2_per_day=unknown,
        reference=one["reference"], counts={}, film_multipliers={}, redundancy="none",
    )  # fmt: skip


def _as_band(values: list[float | None]) -> Band:
    return Band(*(NAN if value is None else value for value in values))


def _cleaning(asset: str, row: list[Any]) -> Cleaning:
    start, end, status, method, elsewhere, *measured = row
    before, left, share, sigma = (NAN if value is None else value for value in measured)
    return Cleaning(
        asset, start, end, status, method, before, left, share, sigma, elsewhere=elsewhere
    )


def _ahead(one: Mapping[str, Any]) -> Forecast:
    low, mid, high = (np.array(part) for part in one["r_f"])
    laws = tuple(
        Law(name, parameters, weight, NAN if aicc is None else aicc)
        for name, parameters, weight, aicc in one["laws"]
    )
    days = np.array(one["days"], np.int64)
    draws = np.frombuffer(b64decode(one["draws"]), FLOAT).reshape(-1, days.size)
    return Forecast(days, (low, mid, high), laws, one["origin"], draws)
