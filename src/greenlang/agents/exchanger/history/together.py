"""Exchangers side by side: what each asks of filter and smoother is answered for all at once.

An analysis is a generator: it yields a question and gets the answer, so that it reads as if it were
alone. A day of a filter costs the same for one series as for eight.
"""

from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.likelihood import many_log_likelihoods
from greenlang.agents.exchanger.history.state import Trend, responses, smoothings
from greenlang.core.errors import GreenlangError

Floats = NDArray[np.float64]
Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")

MOST = 6_000  # days of all series that are answered at once: memory


@dataclass(frozen=True)
class Likelihoods:
    """How likely is a series (T,) under each choice of a trend: (B,)."""

    y: Floats
    trend: Trend


@dataclass(frozen=True)
class Path:
    """Log-likelihood and smoothed states of a series (T,) by a trend of one choice."""

    y: Floats
    trend: Trend


@dataclass(frozen=True)
class Responses:
    """Smoothed means (T, m, n) of columns (T, m) by a trend of one choice."""

    y: Floats
    trend: Trend


Question = Likelihoods | Path | Responses
Work = Generator[Question, Any, Result]
_ANSWERS: Mapping[type, Callable[[list[Floats], list[Trend]], Sequence[Any]]] = {
    Likelihoods: many_log_likelihoods,
    Path: smoothings,
    Responses: responses,
}


def alone(work: Work[Result]) -> Result:
    """The result of one analysis; its errors."""
    (done,) = together({0: work}).values()
    if isinstance(done, GreenlangError):
        raise done
    return done


def together(
    works: Mapping[Key, Work[Result]], round_: Callable[[int], None] = lambda _k: None
) -> dict[Key, Result | GreenlangError]:
    """The result of each analysis, or the error that ended it; `round_` is told of each round."""
    done: dict[Key, Result | GreenlangError] = {}
    asked: dict[Key, Question] = {}

    def on(key: Key, answer: Any) -> None:
        try:
            asked[key] = works[key].send(answer)
        except StopIteration as end:
            done[key] = end.value
        except GreenlangError as error:
            done[key] = error

    for key in works:
        on(key, None)
    count = 0
    while asked:
        count += 1
        round_(count)
        questions, asked = asked, {}
        for keys in _alike(questions):
            kind = type(questions[keys[0]])
            answers = _ANSWERS[kind](
                [questions[key].y for key in keys], [questions[key].trend for key in keys]
            )
            for key, answer in zip(keys, answers, strict=True):
                on(key, answer)
    return {key: done[key] for key in works}


def _alike(questions: Mapping[Key, Question]) -> Iterable[list[Key]]:
    """Keys of questions that can be answered together."""
    groups: dict[Hashable, list[Key]] = {}
    for key, one in questions.items():
        groups.setdefault((type(one), one.trend.h.shape), []).append(key)
    for keys in groups.values():
        size = max(1, MOST // len(questions[keys[0]].y))
        yield from (keys[k : k + size] for k in range(0, len(keys), size))
