"""The comparison with the truth in words, for the demo."""

from collections.abc import Iterable, Iterator, Mapping

from greenlang.simulators.score import Found, Score, score, true_days
from greenlang.simulators.truth import Truth

MILLI = 1e3  # m2 K/W -> m2 K/kW


def lines(truth: Truth, found: Iterable[Found], u_design: Mapping[str, float]) -> Iterator[str]:
    """How close an analysis came to the simulated plant that it did not know."""
    found = tuple(found)
    result = score(truth, found, u_design)
    yield "against the truth that only the simulator knew (R_f in m2 K/kW):"
    yield "  asset   R_f true   found    error of a day (rms)   by the naive 1/U - 1/U_design"
    by_name = {one.asset: one for one in found}
    for one in result.exchangers:
        _, r_true = true_days(truth, truth.exchangers[one.asset].r_f)
        level = by_name[one.asset].daily.level
        relative = (
            "" if truth.exchangers[one.asset].new_bundle else "   relative: no clean time known"
        )
        yield (
            f"  {one.asset:<7} {MILLI * float(r_true[-1]):8.2f} {MILLI * float(level[-1]):7.2f} "
            f"{MILLI * one.rmse:14.3f} {MILLI * one.rmse_naive:22.3f}{relative}"
        )
    yield from _events(result)


def _events(result: Score) -> Iterator[str]:
    yield (
        f"  cleanings: {result.cleanings_matched} of {result.cleanings_true} found within two "
        f"days, {result.cleanings_found - result.cleanings_matched} that were none"
    )
    named = ", ".join(f"{kind} {right} of {there}" for kind, (right, there) in result.named.items())
    yield f"  named rightly: {named}; faults invented: {len(result.invented)}"
    shares = [share for one in result.exchangers for share in one.coverage]
    yield (
        f"  days with the truth inside the 90 % band: {sum(shares) / len(shares):.0%}, "
        f"mean of {len(shares)} cycles"
    )
