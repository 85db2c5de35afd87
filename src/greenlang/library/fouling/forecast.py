"""R_f ahead by seeded draws: laws by weight, parameters, process noise, and a pace that changes."""

from collections.abc import Sequence

import numpy as np

from greenlang.core.uncertainty import normal_draws, uniform_draws
from greenlang.library.fouling.fit import FittedLaw
from greenlang.library.fouling.forms import DAY, FORMS, Floats, of
from greenlang.library.fouling.pace import Pace


def forecast(
    fitted: Sequence[FittedLaw],
    t_ahead: Floats,
    *,
    draws: int = 2000,
    seed: int = 1,
    process_noise: float = 0.0,
    anchor: tuple[float, float, float] | None = None,
    pace: Pace | None = None,
) -> Floats:
    """R_f ahead, (draws, times): laws by weight, parameters by covariance, a random walk on top.

    Parameters
    ----------
    t_ahead
        (times,): seconds since the cycle's origin, rising.
    process_noise
        Standard deviation of the walk, m2 K/W per square root of a day.
    anchor
        (time, R_f, sigma) of today: every draw is shifted to pass there, within sigma; the walk
        starts there. Without it the walk starts at the first time.
    pace
        How far the pace to come may be off that of the laws. Without it the band holds only if the
        deposit goes on as it did.
    """
    t_ahead = np.asarray(t_ahead, dtype=float)
    start = anchor[0] if anchor else float(t_ahead[0])
    edges = np.cumsum([law.weight for law in fitted])
    which = np.searchsorted(edges / edges[-1], uniform_draws(seed, draws), side="right")
    z = normal_draws(seed + 1, (draws, 4))
    late = normal_draws(seed + 4, (draws, 1))
    out = np.empty((draws, t_ahead.size))
    times = np.concatenate(([start], t_ahead))
    for i, law in enumerate(fitted):
        rows = np.flatnonzero(which == i)
        if rows.size:
            values = _drawn(law, np.hstack([z[rows, :3], late[rows]]), times)
            shift = 0.0 if anchor is None else anchor[1] + anchor[2] * z[rows, 3] - values[:, 0]
            out[rows] = values[:, 1:] + np.reshape(shift, (-1, 1)) if anchor else values[:, 1:]
    if process_noise > 0.0:
        gaps = np.diff(times) / DAY
        steps = normal_draws(seed + 2, out.shape) * (process_noise * np.sqrt(np.maximum(gaps, 0)))
        out += np.cumsum(steps, axis=1)
    if pace is not None:
        out += pace.off(normal_draws(seed + 3, (draws, 1))) * (t_ahead - start)
    return out


def _drawn(law: FittedLaw, z: Floats, t: Floats) -> Floats:
    """(draws, times) of one law with parameters drawn from its covariance."""
    form = FORMS[law.name]
    k, count = law.covariance.shape[0], len(law.coefficients)
    values, vectors = np.linalg.eigh(law.covariance)
    moved = z[:, :k] @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    coefficients = law.coefficients + moved[:, :count]
    shape = np.full(len(z), law.shape)
    if form.shape is not None:
        shape = law.shape * np.exp(np.clip(moved[:, count], -3.0, 3.0))
        if form.growing:  # a draw that turns growth into loss is mirrored
            coefficients[:, -1] = np.abs(coefficients[:, -1])
    parameters = form.parameters(coefficients, shape)
    if law.delay:
        parameters["t_ind"] = np.maximum(law.delay + moved[:, -1], 0.0) * DAY
    return of(law.name, {name: v[:, None] for name, v in parameters.items()}, t[None, :])
