"""Cited tables, and sums of powers over them: exact in Decimal, fast in NumPy.

A table is a CSV file in `greenlang.library.data`: lines `# key: value` that say where it is from, a
header, rows of decimal text. It is read at first use and named in records by its hash.
"""

import csv
import functools
import hashlib
import importlib.resources
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import NotFound
from greenlang.core.units import Dimension

Number = Any  # Decimal | float | NDArray[float64] | Dimension
BLOCK = 8192  # rows at a time: longer blocks leave the cache, shorter ones pay for the calls
MANY = 512  # rows from which gathering the coefficients first pays
EXACT, FAST = 1, 2  # place of a coefficient, as Decimal and as float, in a term

_Steps = tuple[tuple[int, int, int], ...]  # x^n = x^a x^b, or 1/x where a = b = 0


@dataclass(frozen=True)
class Table:
    """A cited table: its rows as printed, where they are from, and the hash of the file."""

    name: str
    notes: dict[str, str]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sha256: str

    @property
    def source(self) -> str:
        """Release, table and page, in one line."""
        parts = (self.notes.get("release"), _named("Table", self.notes), _named("p.", self.notes))
        return ", ".join(part for part in parts if part)

    def column(self, name: str) -> tuple[str, ...]:
        """One column, as text."""
        k = self.columns.index(name)
        return tuple(row[k] for row in self.rows)


def _named(word: str, notes: dict[str, str]) -> str:
    value = notes.get("table" if word == "Table" else "page", "")
    return f"{word} {value}" if value else ""


@functools.cache
def table(name: str) -> Table:
    """The cited table `name`, such as "if97/region1". Raises NotFound."""
    file = importlib.resources.files("greenlang.library.data").joinpath(f"{name}.csv")
    if not file.is_file():
        raise NotFound(f"no cited table is called {name!r}; look in greenlang/library/data")
    content = file.read_bytes().replace(b"\r\n", b"\n")
    lines = content.decode().splitlines()
    notes = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    header, *rows = csv.reader(line for line in lines if not line.startswith("#"))
    digest = hashlib.sha256(content).hexdigest()
    return Table(name, notes, tuple(header), tuple(tuple(row) for row in rows), digest)


def power_sum(name: str, x: Number, y: Number = 1, dx: Number = 0, dy: Number = 0) -> Number:
    """Sum of n x^I y^J over the rows of a cited table, or a derivative of it.

    Parameters
    ----------
    name
        Table with columns I, J, n. Without I or J the sum is over one variable and the other is 1;
        exponents I may be quarters.
    x, y
        Decimal, float or arrays that broadcast; pure numbers in a dimension check.
    dx, dy
        Orders of the derivatives by x and y.

    The order of operations belongs to the definition: another one would change the 34th digit, and
    with it the hash of every record that holds such a sum.
    """
    if isinstance(x, Dimension) or isinstance(y, Dimension):
        return _pure(x, y)
    terms = _terms(name, int(dx), int(dy))
    if isinstance(x, Decimal) or isinstance(y, Decimal):
        return terms.single(Decimal(x), Decimal(y), EXACT)
    with np.errstate(all="ignore"):
        if np.ndim(x) == np.ndim(y) == 0:
            return terms.single(np.float64(x), np.float64(y), FAST)
        return terms.arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))


def row_value(name: str, x: Number, y: Number) -> Number:
    """Column n of the first row of a cited table whose limits x and y are both not exceeded.

    For coefficients that hold up to a limit each, such as one row an angle and a stretch of Re: the
    rows rise, and `inf` is a limit that nothing exceeds. Beyond all rows a Decimal raises
    ArithmeticError, arrays give NaN.
    """
    if isinstance(x, Dimension) or isinstance(y, Dimension):
        return _pure(x, y)
    rows = _limits(name)
    if isinstance(x, Decimal) or isinstance(y, Decimal):
        for limit_x, limit_y, n in rows:
            if x <= limit_x and y <= limit_y:
                return n
        raise ArithmeticError(f"{name} has no row for {x}, {y}")
    fits = [(x <= float(a)) & (y <= float(b)) for a, b, _ in rows]
    return np.select(fits, [float(n) for *_, n in rows], np.nan)[()]


@functools.cache
def _limits(name: str) -> tuple[tuple[Decimal, Decimal, Decimal], ...]:
    cited = table(name)
    columns = (_numbers(cited, column) for column in ("x", "y", "n"))
    return tuple(zip(*columns, strict=True))


def _pure(x: Number, y: Number) -> Dimension:
    pure = [v.pure() for v in (x, y) if isinstance(v, Dimension)]
    return pure[0]


@dataclass(frozen=True)
class _Terms:
    """The rows of a table by their power of x, and the products that make all powers."""

    roots: int  # square roots of x before its powers are whole
    x_steps: _Steps
    y_steps: _Steps
    groups: tuple[tuple[int, tuple[tuple[int, Decimal, float], ...]], ...]

    def single(self, x: Number, y: Number, kind: int) -> Number:
        for _ in range(self.roots):
            x = x.sqrt() if kind == EXACT else np.sqrt(x)
        of_x, of_y = _powers(x, self.x_steps), _powers(y, self.y_steps)
        total: Number = 0
        for i, row in self.groups:
            inner: Number = 0
            for term in row:
                inner += term[kind] * of_y[term[0]] if term[0] else term[kind]
            total += inner * of_x[i] if i else inner
        return total

    def arrays(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> Any:
        for _ in range(self.roots):
            x = np.sqrt(x)
        if x.ndim == 0 and self.y_steps and y.size >= MANY:
            return self.folded(x[()], y)
        shape = np.broadcast_shapes(x.shape, y.shape)
        total = np.empty(shape)
        flat, flat_x, flat_y = total.reshape(-1), _flat(x, shape), _flat(y, shape)
        rows = len(self.x_steps) + len(self.y_steps) + 2
        spare = np.empty((rows, min(BLOCK, flat.size)))  # fresh arrays a product cost ten times it
        for start in range(0, flat.size, BLOCK):
            block = slice(start, start + BLOCK)
            self._block(flat_x[block], flat_y[block], flat[block], iter(spare))
        return total[()]

    def folded(self, x: Any, y: NDArray[np.float64]) -> Any:
        """The sum at one x for many y: its coefficients by power of y first, half of the work."""
        of_x, by_y = _powers(x, self.x_steps), dict[int, float]()
        for i, row in self.groups:
            for j, _, n in row:
                by_y[j] = by_y.get(j, 0.0) + (n * of_x[i] if i else n)
        total = np.empty(y.shape)
        flat, flat_y = total.reshape(-1), np.ascontiguousarray(y).reshape(-1)
        spare = np.empty((len(self.y_steps) + 1, min(BLOCK, flat.size)))
        for start in range(0, flat.size, BLOCK):
            block, rest = slice(start, start + BLOCK), iter(spare)
            part, term = flat[block], next(rest)[: flat[block].size]
            of_y = _blocked_powers(flat_y[block], self.y_steps, rest)
            part.fill(by_y.get(0, 0.0))
            for j, c in by_y.items():
                if j:
                    np.add(part, np.multiply(of_y[j], c, out=term), out=part)
        return total[()]

    def _block(self, x: Any, y: Any, total: Any, spare: Iterator[Any]) -> None:
        n_rows = total.size
        inner, term = next(spare)[:n_rows], next(spare)[:n_rows]
        of_x = _blocked_powers(x, self.x_steps, spare)
        of_y = _blocked_powers(y, self.y_steps, spare)
        total.fill(0.0)
        for i, row in self.groups:
            inner.fill(row[0][2])
            for k, (j, _, n) in enumerate(row):
                if j and k:
                    np.add(inner, np.multiply(of_y[j], n, out=term), out=inner)
                elif j:
                    np.multiply(inner, of_y[j], out=inner)
                elif k:
                    np.add(inner, n, out=inner)
            np.add(total, np.multiply(inner, of_x[i], out=inner) if i else inner, out=total)


def _flat(x: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    return np.broadcast_to(x, shape).reshape(-1)


def _powers(x: Number, steps: _Steps) -> dict[int, Number]:
    powers = {1: x}
    for n, a, b in steps:
        powers[n] = powers[a] * powers[b] if a else 1 / x
    return powers


def _blocked_powers(x: Any, steps: _Steps, spare: Iterator[Any]) -> dict[int, Any]:
    powers = {1: x}
    for n, a, b in steps:
        out = next(spare)[: x.size]
        powers[n] = np.multiply(powers[a], powers[b], out=out) if a else np.divide(1.0, x, out=out)
    return powers


@functools.cache
def _terms(name: str, dx: int, dy: int) -> _Terms:
    """The rows of a table after dx, dy derivatives, grouped by their power of x."""
    of_x, of_y, factors = (_numbers(table(name), column) for column in ("I", "J", "n"))
    roots = max(_roots(i) for i in of_x)
    found: dict[int, list[tuple[int, Decimal, float]]] = {}
    for power_x, power_y, factor in zip(of_x, of_y, factors, strict=True):
        i, n = _derived(power_x, factor, dx)
        j, n = _derived(power_y, n, dy)
        if n:
            found.setdefault(int(i * 2**roots), []).append((int(j), n, float(n)))
    groups = tuple((i, tuple(row)) for i, row in found.items())
    y_steps = _steps({j for _, row in groups for j, _, _ in row})
    return _Terms(roots, _steps(set(found)), y_steps, groups)


def _numbers(cited: Table, column: str) -> tuple[Decimal, ...]:
    if column not in cited.columns:
        return (Decimal(0),) * len(cited.rows)
    return tuple(Decimal(text) for text in cited.column(column))


def _roots(exponent: Decimal) -> int:
    """How many square roots make an exponent whole: 0, 1 (halves) or 2 (quarters)."""
    return next(k for k in (0, 1, 2) if exponent * 2**k % 1 == 0)


def _derived(exponent: Decimal, n: Decimal, order: int) -> tuple[Decimal, Decimal]:
    for _ in range(order):
        n, exponent = n * exponent, exponent - 1
    return exponent, n


def _steps(exponents: set[int]) -> _Steps:
    """Products that make all the powers from the first."""
    steps: list[tuple[int, int, int]] = []
    for sign in (1, -1):
        known = {sign}
        wanted = sorted(abs(n) for n in exponents if n * sign > 0)
        if sign < 0 and wanted:
            steps.append((-1, 0, 0))
        for n in wanted:
            _reach(sign * n, known, steps)
    return tuple(steps)


def _reach(n: int, known: set[int], steps: list[tuple[int, int, int]]) -> None:
    if n in known:
        return
    pairs = [a for a in known if n - a in known]
    half = int(n / 2)
    if not pairs:
        _reach(half, known, steps)
        _reach(n - half, known, steps)
    a = max(pairs, key=abs) if pairs else half
    steps.append((n, a, n - a))
    known.add(n)
