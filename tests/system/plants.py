"""A small simulated plant for the system tests, as its owner would export it: metric or US."""

import csv
import re
from pathlib import Path

from greenlang.simulators import preheat_train

YEARS = 0.75
FACTORS = {
    "t/h": ("klb/h", 2.2046226218487757),
    "m3/h": ("gpm", 4.402867539),
    "kPa diff": ("psi", 0.1450377377),
}


def metric(folder: Path, seed: int = 3) -> Path:
    """plant.yaml, history.csv and cleanings.csv in the simulator's own units."""
    preheat_train.demo_files(folder, seed, YEARS)
    return folder


def american(source: Path, folder: Path) -> Path:
    """The same plant in degF, klb/h, gpm and psi, stamps as mm/dd/yyyy, semicolons, commas."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (source / "plant.yaml").read_text(encoding="utf-8")
    units = dict(re.findall(r"\{tag: (\w+), unit: ([^,}]+)", text))
    for metric_unit, (unit, _) in FACTORS.items():
        text = text.replace(f"unit: {metric_unit},", f"unit: {unit},")
    text = re.sub(
        r"(tag: TI\d+), unit: degC, sigma: 0.5 K", r"\1, unit: degF, sigma: 0.9 degF", text
    )
    text = text.replace("at: 15 degC", "at: 59 degF")
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    (folder / "cleanings.csv").write_bytes((source / "cleanings.csv").read_bytes())
    with (
        (source / "history.csv").open(encoding="utf-8") as read,
        (folder / "history.csv").open("w", encoding="utf-8", newline="") as write,
    ):
        rows, out = csv.reader(read), csv.writer(write, delimiter=";")
        header = next(rows)
        out.writerow(header)
        for stamp, *values in rows:
            cells = [
                _cell(units.get(tag, ""), value)
                for tag, value in zip(header[1:], values, strict=True)
            ]
            out.writerow([f"{stamp[5:7]}/{stamp[8:10]}/{stamp[:4]} {stamp[11:19]}Z", *cells])
    return folder


def _cell(unit: str, text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    if unit.strip() == "degC":
        value = value * 1.8 + 32
    elif unit.strip() in FACTORS:
        value *= FACTORS[unit.strip()][1]
    return f"{value:.6f}".replace(".", ",")
