"""How answers and errors look on the screen: exit 0, 2 for a refusal, 3 where a part failed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from greenlang.core import cases, quantities
from greenlang.core.units import Unit

WIDE = 120  # columns where there is no terminal to ask


LONG = 44  # characters from which on a value is a sentence, and may take more than one line
SHOWN = {
    "W": ("W", "kW", "MW"), "Pa": ("kPa a", "bar a"), "Pa diff": ("Pa", "kPa"), "kg/s": ("t/h",),
    "kg": ("kg", "t"), "kg/J": ("kg/GJ",), "s": ("s", "h", "d"),
    "J/J": ("kJ/kWh",), "money/s": ("money/h",),
}  # fmt: skip
"""SI unit -> what an engineer would rather read; the first that leaves a handy number."""


def lines(result: Any, currency: str = "money") -> Iterator[tuple[str, str, str]]:
    """Name, value and unit of each output of a result, in plant units."""
    for path, shape, value in cases.leaves(result):
        if shape.role != "number" or shape.unit is None:
            yield path, str(value), ""
            continue
        shown, unit = _plant_unit(value, shape.unit)
        yield path, _digits(shown), unit.replace("money", currency)


def _digits(x: Decimal) -> str:
    """Five digits, without an exponent where a person would write none."""
    if x == 0 or not Decimal("1e-4") <= abs(x) < Decimal("1e9"):
        return f"{x:.5g}"
    places = max(0, 4 - x.adjusted())
    return f"{x:,.{places}f}".replace(",", "\N{NO-BREAK SPACE}")


def _plant_unit(value: Decimal, unit: Unit) -> tuple[Decimal, str]:
    """The value in a unit of daily use; what a record keeps stays in SI."""
    if unit.dimension.level:
        return value - Decimal("273.15"), "degC"
    for name in SHOWN.get(unit.symbol, ()):
        scaled = value / quantities.si(f"1 {name}", unit)
        if 1 <= abs(scaled) < 1000 or name == SHOWN[unit.symbol][-1]:
            return scaled, name
    return value, "" if unit.symbol == "1" else unit.symbol


def table(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: int = 0
) -> None:
    """Print a table; columns from the `right`-th on are numbers."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=title, title_justify="left", header_style="bold")
    for index, column in enumerate(columns):
        number = bool(right) and index >= right
        sentences = any(len(row[index]) > LONG for row in rows)
        firm = (number or bool(right)) and not sentences
        shown.add_column(column, justify="right" if number else "left", no_wrap=firm)
    for row in rows:
        shown.add_row(*row)
    console = Console()
    Console(width=console.width if console.is_terminal else WIDE).print(shown)


@contextmanager
def progress(title: str) -> Iterator[Callable[..., None]]:
    """A progress bar: call with the share done (0 to 1) and what is being done."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<44}"), BarColumn(30), TaskProgressColumn(),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, transient=False) as bar:
        task = bar.add_task(title, total=1.0)

        def told(share: float, what: str = "") -> None:
            bar.update(task, completed=share, description=f"{title}: {what}" if what else title)

        yield told


def part(told: Callable[..., None], low: float, high: float) -> Callable[[float, str], None]:
    """Progress of a stage that runs from `low` to `high` of the whole."""

    def inner(share: float, what: str = "") -> None:
        told(low + (high - low) * share, what)

    return inner
