"""Several signals of one state, against the normal law of everything at once."""

import numpy as np
from numpy.typing import NDArray

from greenlang.library.series.joint import Joint, factored, joint, log_likelihoods

Floats = NDArray[np.float64]
DAYS, STATES, SIGNALS = 9, 3, 2


def example(seed: int = 3) -> tuple[Floats, Joint]:
    """A level with its rate and a bias, seen by two signals with gaps; the level is freed once."""
    rng = np.random.default_rng(seed)
    h = np.zeros((DAYS, SIGNALS, STATES))
    h[:, 0, 0], h[:, 0, 2], h[:, 1, 2] = 1.0, rng.uniform(0.5, 1.5, DAYS), 1.0
    fresh = np.full((DAYS, STATES), np.nan)
    fresh[0] = 4.0, 0.3, 1.0
    fresh[5, :2] = 9.0, 0.2
    wander = np.tile([0.1, 0.02, 0.05], (DAYS, 1))
    wander[5, 0] = 0.0
    y = rng.normal(size=(DAYS, SIGNALS)) * 2.0
    y[3, 0] = y[4, 1] = y[6] = np.nan
    return y, Joint(h, rng.uniform(0.2, 0.6, (DAYS, SIGNALS)), ((0, 1),), wander, fresh)


def dense(y: Floats, model: Joint) -> tuple[Floats, Floats, float]:
    """Mean and covariance of all states given all values, by one big normal law."""
    size = DAYS * STATES
    step, start = np.eye(STATES), np.zeros((size, size))
    step[0, 1] = 1.0
    cov: Floats = np.zeros((STATES, STATES))
    links = []
    for t in range(DAYS):
        f = step.copy() if t else np.eye(STATES)
        q = np.diag(model.wander[t])
        for k in np.flatnonzero(np.isfinite(model.fresh[t])):
            f[k] = 0.0
            q[k, k] += model.fresh[t, k]
        links.append(f)
        cov = f @ cov @ f.T + q
        start[t * STATES : (t + 1) * STATES, t * STATES : (t + 1) * STATES] = cov
    for t in range(DAYS):
        block = start[t * STATES : (t + 1) * STATES, t * STATES : (t + 1) * STATES]
        for later in range(t + 1, DAYS):
            block = links[later] @ block
            start[later * STATES : (later + 1) * STATES, t * STATES : (t + 1) * STATES] = block
            start[t * STATES : (t + 1) * STATES, later * STATES : (later + 1) * STATES] = block.T
    rows = [(t, i) for t in range(DAYS) for i in range(SIGNALS) if np.isfinite(y[t, i])]
    h = np.zeros((len(rows), size))
    for j, (t, i) in enumerate(rows):
        h[j, t * STATES : (t + 1) * STATES] = model.h[t, i]
    value = np.array([y[t, i] for t, i in rows])
    s = h @ start @ h.T + np.diag([model.noise[t, i] for t, i in rows])
    gain = start @ h.T @ np.linalg.inv(s)
    fit = float(-0.5 * (np.linalg.slogdet(2.0 * np.pi * s)[1] + value @ np.linalg.solve(s, value)))
    return gain @ value, start - gain @ h @ start, fit


def test_smoothed_states_are_those_of_the_whole_normal_law() -> None:
    y, model = example()
    found = joint(y, model)
    mean, cov, fit = dense(y, model)
    np.testing.assert_allclose(found.mean.ravel(), mean, atol=1e-10)
    for t in range(DAYS):
        block = slice(t * STATES, (t + 1) * STATES)
        np.testing.assert_allclose(found.cov[t], cov[block, block], atol=1e-10)
    assert abs(found.log_likelihood - fit) < 1e-9
    assert np.isnan(found.z[6]).all()


def test_likelihoods_side_by_side_are_those_one_by_one() -> None:
    y, model = example()
    noise = np.array([[1.0, 1.0], [2.0, 0.5]])
    wander = np.array([[1.0, 1.0, 1.0], [3.0, 0.2, 1.0]])
    both = log_likelihoods(y, model, noise, wander)
    for k in range(2):
        alone = joint(y, factored(model, noise[k], wander[k])).log_likelihood
        assert abs(both[k] - alone) < 1e-9


def test_a_combination_of_states_has_its_own_band() -> None:
    y, model = example()
    found = joint(y, model)
    value, sd = found.of(np.array([1.0, 0.0, 1.0]))
    np.testing.assert_allclose(value, found.mean[:, 0] + found.mean[:, 2])
    variance = found.cov[:, 0, 0] + found.cov[:, 2, 2] + 2.0 * found.cov[:, 0, 2]
    np.testing.assert_allclose(sd, np.sqrt(variance))
