"""HEI tables of one edition from the user's folder: meta.yaml and CSV files, each with its hash.

hei/11/meta.yaml   edition, year, holder, sha256: {u1.csv: ..., fw.csv: ..., fm.csv: ...}
hei/11/u1.csv      od_in, velocity_ft_s, u_btu_h_ft2_f
hei/11/fw.csv      t_f, factor
hei/11/fm.csv      material, bwg, factor
hei/11/vent.csv    shells, openings, exhaust_lb_h, scfm        (may be left out)
"""

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from greenlang.core.errors import InputError, NotFound
from greenlang.core.quantities import si
from greenlang.core.units import Unit, units_of
from greenlang.library.hei import OPEN_ROUTE, FmRow, FwRow, HeiTables, U1Row, VentRow, checked
from greenlang.services.files import plant

META = "meta.yaml"
# file -> (row class, {field: (column, unit)}); a column without a unit is text or a count
FILES: dict[str, tuple[Any, dict[str, tuple[str, str | None]]]] = {
    "u1.csv": (
        U1Row,
        {
            "od": ("od_in", "in"), "v": ("velocity_ft_s", "ft/s"),
            "u": ("u_btu_h_ft2_f", "Btu/h ft2 F"),
        },
    ),
    "fw.csv": (FwRow, {"t": ("t_f", "degF"), "factor": ("factor", "1")}),
    "fm.csv": (
        FmRow, {"material": ("material", None), "bwg": ("bwg", None), "factor": ("factor", "1")},
    ),
    "vent.csv": (
        VentRow,
        {
            "shells": ("shells", None), "openings": ("openings", None),
            "exhaust": ("exhaust_lb_h", "lb/h"), "air": ("scfm", "cf/min"),
        },
    ),
}  # fmt: skip
OPTIONAL = frozenset({"vent.csv"})


def loaded(folder: Path, edition: str) -> HeiTables:
    """Tables of an edition, checked, in SI. `folder` holds one folder an edition.

    NotFound without them, which points to the open route; InputError where a file is not the one
    that meta.yaml vouches for, or cannot be an edition's table.
    """
    home = folder / edition
    if not (home / META).is_file():
        there = sorted(path.parent.name for path in folder.glob(f"*/{META}"))
        raise NotFound(
            f"{home}: no HEI tables of edition {edition!r}"
            f"{' (there: ' + ', '.join(there) + ')' if there else ''}; they are licensed and come "
            f"from you; {OPEN_ROUTE}"
        )
    meta = plant.loaded(home / META)
    hashes = _hashes(home, meta)
    parts = {name: _rows(home / name, *FILES[name]) for name in hashes}
    together = hashlib.sha256("".join(sorted(hashes.values())).encode()).hexdigest()
    return checked(
        HeiTables(
            edition, _whole(meta.get("year"), f"{home / META}, year"), str(meta.get("holder", "")),
            together, parts["u1.csv"], parts["fw.csv"], parts["fm.csv"], parts.get("vent.csv", ()),
        )
    )  # fmt: skip


def _hashes(home: Path, meta: Mapping[str, Any]) -> dict[str, str]:
    """Hash of each file that is there, equal to what meta.yaml says."""
    if str(meta.get("edition")) != home.name:
        raise InputError(
            f"{home / META}: edition is {meta.get('edition')!r}, the folder {home.name!r}"
        )
    if not str(meta.get("holder", "")).strip():
        raise InputError(
            f"{home / META}: holder is missing: who holds the licence of these tables?"
        )
    vouched = meta.get("sha256")
    if not isinstance(vouched, Mapping):
        raise InputError(f"{home / META}: sha256 is missing: the hash of each file by its name")
    found = {}
    for name in FILES:
        path = home / name
        if not path.is_file():
            if name in OPTIONAL and name not in vouched:
                continue
            raise NotFound(f"{path}: this table of the edition is missing; {OPEN_ROUTE}")
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        if str(vouched.get(name)) != found[name]:
            raise InputError(
                f"{path}: its hash {found[name]} is not the one in {META}: a changed table is "
                "another table; compare it with the edition and enter the new hash"
            )
    return found


def _rows(path: Path, kind: Any, columns: Mapping[str, tuple[str, str | None]]) -> tuple[Any, ...]:
    marks = units_of(kind)
    read = []
    for number, row in enumerate(plant.rows(path), 2):
        values = {
            field: _value(row, column, unit, marks.get(field), f"{path}, row {number}", kind, field)
            for field, (column, unit) in columns.items()
        }
        read.append(kind(**values))
    return tuple(read)


def _value(
    row: Mapping[str, str], column: str, unit: str | None, like: Unit | None, where: str, kind: Any,
    field: str,
) -> Any:  # fmt: skip
    if column not in row:
        raise InputError(f"{where}: no column {column!r}; there are {', '.join(row)}")
    text = row[column]
    if unit is None or like is None:
        counts: Callable[[str], Any] = lambda x: _whole(x, f"{where}, {column}")  # noqa: E731
        return counts(text) if kind.__annotations__[field] is int else text
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise InputError(f"{where}: {column} is {text!r}, a number is needed") from None
    if not value.is_finite():
        raise InputError(f"{where}: {column} is {text!r}, a number is needed")
    return si(f"{value:f} {unit}", like)


def _whole(value: Any, where: str) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise InputError(f"{where}: {value!r} is no whole number") from None
