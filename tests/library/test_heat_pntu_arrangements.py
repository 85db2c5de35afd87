"""Shells, air coolers and plates against networks of small cells, which know no closed form."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from greenlang.library.heat.pntu import forward
from greenlang.library.heat.pntu.arrangements import ALIASES, TABLE, p_of

PUBLISHED = {
    "J 1-1": 0.6260874, "J 1-2": 0.6032525, "J 1-4": 0.6030475, "G 1-1": 0.6529747,
    "G 1-2": 0.6798092, "H 1-1": 0.6507855, "H 1-2": 0.6806241, "air 1/1": 0.6241147,
    "air 2/1": 0.6500292, "air 3/1": 0.6551613, "air 4/1": 0.6569807, "air 5/1": 0.6578268,
    "air 2/2": 0.6809137, "air 3/3": 0.6969347, "air 4/4": 0.7028151, "air 5/5": 0.7056965,
    "air 4/2": 0.6860946, "plate 1/2": 0.6260874, "plate 2/3": 0.6784670,
    "plate 4/3": 0.6935965, "plate 2/2": 0.7109094, "X 1-1": 0.6593371, "F 2-2": 0.7109094,
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_p_of_two_units_at_a_ratio_of_0_8(name: str) -> None:
    for kind in (Decimal, float):
        assert abs(float(p_of(name, kind("2"), kind("0.8"))) - PUBLISHED[name]) <= 6e-8


def test_the_pass_that_starts_matters() -> None:
    assert p_of("plate 2/2 other start", 2.0, 0.8) == pytest.approx(0.6526, abs=6e-5)
    assert p_of("plate 1/3 other start", 2.0, 0.8) < p_of("plate 1/3", 2.0, 0.8)


# --- a network of cells: every stretch of a pass is a cell that meets the other fluid


class Cells:
    """Cells of well-mixed outlets, each a linear equation; solved together, refined, extrapolated.

    A cell has one surface share and one inlet a side; inlets are weighted sums of outlets.
    """

    def __init__(self) -> None:
        self.rows: list[dict[int, float]] = []
        self.right: list[float] = []

    def unknown(self) -> int:
        self.rows.append({})
        self.right.append(0.0)
        return len(self.rows) - 1

    def equal(self, terms: Sequence[tuple[int, float]], value: float) -> None:
        """Sum of terms is a value: the equation of the first unknown."""
        first = terms[0][0]
        for unknown, weight in terms:
            self.rows[first][unknown] = self.rows[first].get(unknown, 0.0) + weight
        self.right[first] = value

    def solution(self) -> Any:
        matrix = np.zeros((len(self.rows), len(self.rows)))
        for i, row in enumerate(self.rows):
            for j, weight in row.items():
                matrix[i, j] = weight
        return np.linalg.solve(matrix, np.array(self.right))


def extrapolated(of_steps: Callable[[int], float], steps: int) -> float:
    """Richardson: the error of symmetric cells goes with the square of their size."""
    a, b, c = (of_steps(steps * k) for k in (1, 2, 4))
    first, second = (4 * b - a) / 3, (4 * c - b) / 3
    return (16 * second - first) / 15


def shell_of_cells(
    n: float, r: float, tubes: Sequence[int], paths: Sequence[tuple[float, float, float]]
) -> Callable[[int], float]:
    """P of a mixed shell of length 1, by the trapezoidal rule on all streams.

    `tubes` are directions +1 or -1 of the tube passes in order; `paths` the shell streams as (share
    of fluid 1, from, to); a stretch may have several streams one after another, from nozzle on.
    """

    def with_steps(steps: int) -> float:
        c = Cells()
        tube = [[c.unknown() for _ in range(steps + 1)] for _ in tubes]
        h, each = 1 / steps, r * n / len(tubes)
        shell: dict[int, list[tuple[int, float]]] = {}  # stretch -> (mean of its two ends)
        exits: list[tuple[int, float]] = []
        _run_shell(c, steps, h, n, tube, paths, shell, exits)
        for k, direction in enumerate(tubes):
            _run_tube(c, steps, direction, tube, k, each * h, shell)
        t = c.solution()
        return 1 - float(sum(t[unknown] * share for unknown, share in exits))

    return with_steps


def _run_shell(
    c: Cells, steps: int, h: float, n: float, tube: Any, paths: Any, shell: Any, exits: Any
) -> None:
    """dT/dx = -(N/share) (T - mean of the tubes) along each stream; tubes meet all of them."""
    for share, begin, end in paths:
        count = round(abs(end - begin) * steps)
        way = 1 if end > begin else -1
        point = c.unknown()
        c.equal([(point, 1.0)], 1.0)
        for i in range(count):
            after, at = c.unknown(), round(begin * steps) + way * i
            stretch = min(at, at + way)
            terms = [(after, 1 + n * h / share / 2), (point, -1 + n * h / share / 2)]
            for passes in tube:
                part = -n * h / share / len(tube) / 2
                terms += [(passes[stretch], part), (passes[stretch + 1], part)]
            c.equal(terms, 0.0)
            shell[stretch] = [(point, 0.5), (after, 0.5)]
            point = after
        exits.append((point, share))


def _run_tube(
    c: Cells, steps: int, direction: int, tube: Any, k: int, each: float, shell: Any
) -> None:
    order = range(steps + 1) if direction > 0 else range(steps, -1, -1)
    places = list(order)
    first = tube[k][places[0]]
    if k == 0:
        c.equal([(first, 1.0)], 0.0)
    else:
        c.equal([(first, 1.0), (tube[k - 1][places[0]], -1.0)], 0.0)
    for a, b in pairwise(places):
        terms = [(tube[k][b], 1 + each / 2), (tube[k][a], -1 + each / 2)]
        terms += [(unknown, -each * weight) for unknown, weight in shell[min(a, b)]]
        c.equal(terms, 0.0)


HALVES_OUT = ((0.5, 0.5, 0.0), (0.5, 0.5, 1.0))  # J: in at the middle, out at both ends
SHELLS: dict[str, tuple[Sequence[int], Sequence[tuple[float, float, float]]]] = {
    "E 1-2": ((1, -1), ((1.0, 0.0, 1.0),)),
    "E 1-4": ((1, -1, 1, -1), ((1.0, 0.0, 1.0),)),
    "E 1-3": ((-1, 1, -1), ((1.0, 0.0, 1.0),)),
    "E 1-3 one counterflow pass": ((1, -1, 1), ((1.0, 0.0, 1.0),)),
    "J 1-1": ((1,), HALVES_OUT),
    "J 1-2": ((1, -1), HALVES_OUT),
    "J 1-4": ((1, -1, 1, -1), HALVES_OUT),
}


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize(("n", "r"), [(2.0, 0.8), (0.7, 1.0), (0.6, 2.5), (3.0, 0.3)])
def test_a_shell_of_cells_gives_the_same_p(name: str, n: float, r: float) -> None:
    cells = extrapolated(shell_of_cells(n, r, *SHELLS[name]), 16)
    assert p_of(name, n, r) == pytest.approx(cells, abs=3e-8)


# rows in the order of the air, with the direction of their tube fluid; passes in its order
AIR: dict[str, Sequence[Sequence[tuple[int, int]]]] = {
    **{f"air {n}/1": [[(row, 1) for row in range(n)]] for n in (1, 2, 3, 4, 5)},
    **{f"air {n}/{n}": [[(n - 1 - k, (-1) ** k)] for k in range(n)] for n in (2, 3, 4, 5)},
    "air 4/2": [[(2, 1), (3, 1)], [(0, -1), (1, -1)]],
}


def rows_of_cells(
    n: float, r: float, passes: Sequence[Sequence[tuple[int, int]]]
) -> Callable[[int], float]:
    """P of rows, tube fluid mixed along its way, air unmixed, by the trapezoidal rule."""
    count = sum(map(len, passes))
    left = np.exp(-n / count)
    heat = np.zeros((count, count + 1))  # of each row, from the air inlet and the tube fluids
    air = np.eye(count + 1)[0]
    for row in range(count):
        heat[row] = (1 - left) * (air - np.eye(count + 1)[row + 1])
        air = air - heat[row]

    def with_steps(steps: int) -> float:
        c = Cells()
        tube = [[c.unknown() for _ in range(steps + 1)] for _ in range(count)]
        before: list[tuple[int, float]] = []
        for each in passes:
            for row, way in each:
                places = list(range(steps + 1))[::way]
                first = (tube[row][places[0]], 1.0)
                c.equal([first, *((u, -w) for u, w in before)], 0.0)
                for a, b in pairwise(places):
                    gain = heat[row] * r * len(each) / steps
                    terms = [(tube[row][b], 1.0), (tube[row][a], -1.0)]
                    for other in range(count):
                        terms += [(tube[other][x], -gain[other + 1] / 2) for x in (a, b)]
                    c.equal(terms, gain[0])
            before = [(tube[row][-1 if way > 0 else 0], 1 / len(each)) for row, way in each]
        t = c.solution()
        return float(sum(t[u] * w for u, w in before)) / r

    return with_steps


@pytest.mark.parametrize("name", AIR)
@pytest.mark.parametrize(("n", "r"), [(2.0, 0.8), (0.7, 1.0), (1.2, 2.5), (4.0, 0.3)])
def test_rows_of_cells_give_the_same_p(name: str, n: float, r: float) -> None:
    cells = extrapolated(rows_of_cells(n, r, AIR[name]), 10)
    assert p_of(name, n, r) == pytest.approx(cells, abs=1e-7)


def pack_of_cells(
    n: float, r: float, passes: tuple[int, int], order: int, start: int
) -> Callable[[int], float]:
    """P of a plate pack: each channel pair cut into cells along the plate."""
    n_1, n_2 = passes
    edges = sorted({i / n_1 for i in range(n_1 + 1)} | {j / n_2 for j in range(n_2 + 1)})
    slices = [(a, b) for a, b in pairwise(edges) if b - a > 1e-9]

    def with_steps(steps: int) -> float:
        c = Cells()
        t_1 = [[c.unknown() for _ in range(steps + 1)] for _ in slices]
        t_2 = [[c.unknown() for _ in range(steps + 1)] for _ in slices]
        up = [int((a + b) / 2 * n_1) for a, b in slices]
        fill = [int((a + b) / 2 * n_2) for a, b in slices]
        turn = [fill[k] if order else n_2 - 1 - fill[k] for k in range(len(slices))]
        for k in range(len(slices)):
            counter = (up[k] + fill[k] + order + start) % 2 == 0
            meets = t_2[k][::-1] if counter else t_2[k]
            h_1, h_2 = n / n_1 / steps / 2, n / n_1 * (r * n_1 / n_2) / steps / 2
            for i in range(steps):
                a, b, x, y = t_1[k][i], t_1[k][i + 1], meets[i], meets[i + 1]
                c.equal([(b, 1 + h_1), (a, h_1 - 1), (x, -h_1), (y, -h_1)], 0.0)
                late, soon = (x, y) if counter else (y, x)
                c.equal([(late, 1 + h_2), (soon, h_2 - 1), (a, -h_2), (b, -h_2)], 0.0)
        for streams, place, total, inlet in ((t_1, up, n_1, 1.0), (t_2, turn, n_2, 0.0)):
            for k in range(len(slices)):
                mixed = [
                    (streams[m][-1], -(slices[m][1] - slices[m][0]) * total)
                    for m in range(len(slices))
                    if place[m] == place[k] - 1
                ]
                c.equal([(streams[k][0], 1.0), *mixed], 0.0 if place[k] else inlet)
        t = c.solution()
        last = [k for k in range(len(slices)) if up[k] == n_1 - 1]
        return 1 - float(sum(t[t_1[k][-1]] * (slices[k][1] - slices[k][0]) * n_1 for k in last))

    return with_steps


PACKS = [name for name in (*TABLE, *ALIASES) if name.startswith("plate")]


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_of_cells_gives_the_same_p(name: str) -> None:
    passes = tuple(int(x) for x in name.split()[1].split("/"))
    how = (int("parallel" in name), int("other start" in name))
    for n, r in ((2.0, 0.8), (1.1, 1.0), (1.5, 2.5)):
        cells = extrapolated(pack_of_cells(n, r, passes, *how), 6)  # type: ignore[arg-type]
        assert p_of(name, n, r) == pytest.approx(cells, abs=1e-6)


def split_flow(n: float, r: float, streams: int, passes: int, *, above_first: bool) -> float:
    """P of a G (2 streams) or H shell (4): each stream goes outward above, back below the baffle.

    Every stretch above or below is a block of plain flow; the tube fluid runs the length below and
    returns above (two passes; or above first), or half of it runs the length in either.
    """
    r_block = r / streams * (2 if passes == 1 else 1)
    p = {-1: forward.counterflow(n / 2, r_block), 1: forward.parallel(n / 2, r_block)}
    shell, tube = np.ones((2, streams)), np.zeros((2, streams))
    for _ in range(300):
        first = 0 if above_first else 1
        for below, way in ((first, 1), (1 - first, 1 if passes == 1 else -1)):
            t = 0.0 if below == first or passes == 1 else tube[first, -1]
            for k in range(streams)[::way]:
                warm = shell[0, k] if below else 1.0
                outward = 1 if k % 2 else -1
                q = p[way * outward * (-1 if below else 1)] * (warm - t)
                shell[below, k], t = warm - q, t + r_block * q
                tube[below, k] = t
    return 1 - float(np.mean(shell[1]))


@pytest.mark.parametrize(
    ("name", "streams", "passes"),
    [("G 1-1", 2, 1), ("G 1-2", 2, 2), ("H 1-1", 4, 1), ("H 1-2", 4, 2),
     ("G 1-2 parallel", 2, 2), ("H 1-2 parallel", 4, 2)],
)  # fmt: skip
@pytest.mark.parametrize(("n", "r"), [(2.0, 0.8), (1.2, 1.7), (3.0, 2.0), (0.4, 4.0), (2.0, 1.0)])
def test_blocks_of_a_split_flow_shell_give_the_same_p(
    name: str, streams: int, passes: int, n: float, r: float
) -> None:
    blocks = split_flow(n, r, streams, passes, above_first="parallel" in name)
    assert p_of(name, n, r) == pytest.approx(blocks, rel=1e-13)


@pytest.mark.parametrize("name", ["G 1-2", "H 1-2"])
@pytest.mark.parametrize("r", [0.3, 1.0, 2.0, 4.0])
def test_tubes_that_start_where_the_shell_fluid_enters_do_less(name: str, r: float) -> None:
    n = np.linspace(0.05, 10.0, 60) / max(r, 1.0)
    p, reversed_p = p_of(name, n, r), p_of(f"{name} parallel", n, r)
    assert np.all(reversed_p < p)
    assert reversed_p[-1] < reversed_p.max()  # more surface does harm
