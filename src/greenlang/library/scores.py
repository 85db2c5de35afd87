"""Scores by stated anchors, their weighted mean over what is known, and ranks among peers."""

from greenlang.core.equations import equation
from greenlang.core.maths import larger, select, smaller
from greenlang.core.units import M2KelvinPerJoule, MoneyPerJoule, Ratio

ANCHORS = "linear between two stated anchors, OECD/JRC Handbook on Composite Indicators (2008), 5.2"
RANKS = "percentile rank with half of the ties, Hyndman & Fan, The American Statistician 50 (1996)"


@equation("s", ANCHORS, guards=("good != bad: the two anchors must differ",),
          at=(("0.8", "1", "0.6"), ("1.4", "1", "2"), ("3", "1", "2")))  # fmt: skip
def score(x: Ratio, good: Ratio, bad: Ratio) -> Ratio:
    """100 at the good anchor, 0 at the bad one, linear between; an index ends at both."""
    return 100 * smaller(larger((x - bad) / (good - bad), 0), 1)


@equation("w s", ANCHORS, at=(("0.4", "80"), ("0.2", "100")))
def weighted(w: Ratio, s: Ratio) -> Ratio:
    """A score with its weight."""
    return w * s


@equation("Σ", "sum of pure numbers", at=(("1", "2", "-4"), ("0.4", "0.2")))
def together(*x: Ratio) -> Ratio:
    """Sum of weights, or of weighted scores."""
    return sum(x)


@equation("H", ANCHORS, guards=("w > 0: nothing is known that the index could be made of",),
          at=(("52", "0.6"), ("80", "1")))  # fmt: skip
def index_of(ws: Ratio, w: Ratio) -> Ratio:
    """Weighted mean of the scores that are known."""
    return ws / w


@equation("κ", ANCHORS, guards=("w_all > 0: the weights add up to nothing",),
          at=(("0.6", "1"), ("0.4", "0.9")))  # fmt: skip
def coverage(w: Ratio, w_all: Ratio) -> Ratio:
    """Share of all weights that is known."""
    return w / w_all


@equation("pr", RANKS, guards=("n > 0: no peer to compare with",),
          at=(("3.5", "8"), ("0.5", "5")))  # fmt: skip
def percentile_rank(places: Ratio, n: Ratio) -> Ratio:
    """Share of n peers that are worse, ties by half: near 1 is among the best."""
    return places / n


@equation("b", RANKS, at=(("0.8", "0.9"), ("0.9", "0.8"), ("0.7", "0.7")))
def below(peer: Ratio, own: Ratio) -> Ratio:
    """1 where a peer's value lies below, a half where it is equal, else 0."""
    return select(peer < own, lambda: 1, lambda: select(peer > own, lambda: 0, lambda: 0.5))


@equation("a", RANKS, at=(("0.8", "0.9"), ("0.9", "0.8"), ("0.7", "0.7")))
def ahead(peer: Ratio, own: Ratio) -> Ratio:
    """1 where a peer's value lies above, else 0."""
    return select(peer > own, lambda: 1, lambda: 0)


@equation("b", RANKS, at=(("3e-12", "2e-12"), ("2e-12", "3e-12"), ("1", "1")))
def fouls_faster(peer: M2KelvinPerJoule, own: M2KelvinPerJoule) -> Ratio:
    """1 where a peer fouls faster, a half where at the same rate, else 0."""
    return select(peer > own, lambda: 1, lambda: select(peer < own, lambda: 0, lambda: 0.5))


@equation("b", RANKS, at=(("3e-9", "2e-9"), ("2e-9", "3e-9"), ("1", "1")))
def costs_more(peer: MoneyPerJoule, own: MoneyPerJoule) -> Ratio:
    """1 where a peer costs more, a half where the same, else 0."""
    return select(peer > own, lambda: 1, lambda: select(peer < own, lambda: 0, lambda: 0.5))


@equation("rank", RANKS, at=(("3",), ("0",)))
def rank_after(better: Ratio) -> Ratio:
    """Rank behind so many that are better; 1 is best."""
    return better + 1
