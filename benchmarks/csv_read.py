"""Reading a long CSV of 50 million rows to clean columns: seconds, and peak memory in MB.

The file is written first, as a German historian exports it: ';' between cells, a decimal comma,
day first, "Bad" and "I/O Timeout" among the values, 500 tags in blocks or row by row.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROWS = 50_000_000
TAGS = 500
_STAMP = len("15.01.2024 13:10:00;")
_NAME = len("TI0101.PV;")
_VALUE = len("123,456\n")
_BAD = (b"Bad    \n", b"I/O Timeout\n")
_CHILD = """
import sys, time
start = time.perf_counter()
from greenlang.services.files.tags import readings
found = readings(sys.argv[1], zone="+01:00")
seconds = time.perf_counter() - start
rows = sum(t.rows for t in found.report.tags.values())
bad = sum(sum(t.texts.values()) for t in found.report.tags.values())
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, int(peak.split()[1]) / 1e3, rows, bad)
"""


def history(path: Path, rows: int = ROWS, tags: int = TAGS, *, by_tag: bool = True) -> int:
    """Write the file; the number of bad texts in it. Rows are built as blocks of bytes."""
    draw = np.random.default_rng(20240115)
    steps = rows // tags
    stamps = _stamps(steps)
    bad = 0
    with path.open("wb") as file:
        file.write(b"Zeit;Messstelle;Wert\n")
        if by_tag:
            for tag in range(tags):
                text, n = _block(stamps, _names(np.full(steps, tag)), draw)
                file.write(text)
                bad += n
        else:
            names = _names(np.arange(tags))
            each = max(1, 100_000 // tags)
            for first in range(0, steps, each):
                part = np.repeat(stamps[first : first + each], tags, axis=0)
                text, n = _block(part, np.tile(names, (len(part) // tags, 1)), draw)
                file.write(text)
                bad += n
    return bad


def _stamps(n: int) -> NDArray[np.uint8]:
    """'15.01.2024 13:10:00;' every 10 minutes: (n, 20) bytes."""
    time = np.datetime64("2024-01-01T00:00:00") + np.arange(n) * np.timedelta64(600, "s")
    iso = np.datetime_as_string(time, unit="s").astype("S19").view("u1").reshape(n, 19)
    out = np.empty((n, _STAMP), dtype=np.uint8)
    out[:] = np.frombuffer(b"00.00.0000 00:00:00;", dtype=np.uint8)
    for place, source in zip((0, 1, 3, 4, 6, 7, 8, 9), (8, 9, 5, 6, 0, 1, 2, 3), strict=True):
        out[:, place] = iso[:, source]
    out[:, 11:19] = iso[:, 11:]
    return out


def _digits(x: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
    powers = 10 ** np.arange(width - 1, -1, -1)
    return (x[:, None] // powers % 10 + ord("0")).astype(np.uint8)


def _names(tag: NDArray[np.int64]) -> NDArray[np.uint8]:
    out = np.empty((tag.size, _NAME), dtype=np.uint8)
    out[:] = np.frombuffer(b"TI0000.PV;", dtype=np.uint8)
    out[:, 2:6] = _digits(tag, 4)
    return out


def _block(
    stamps: NDArray[np.uint8], names: NDArray[np.uint8], draw: np.random.Generator
) -> tuple[bytes, int]:
    """Bytes of one block of rows, and how many of them hold a bad text."""
    n = len(stamps)
    out = np.empty((n, _STAMP + _NAME + _VALUE), dtype=np.uint8)
    out[:, :_STAMP] = stamps
    out[:, _STAMP : _STAMP + _NAME] = names
    value = out[:, _STAMP + _NAME :]
    thousandths = draw.integers(100_000, 400_000, n)
    value[:, :3] = _digits(thousandths // 1000, 3)
    value[:, 3] = ord(",")
    value[:, 4:7] = _digits(thousandths % 1000, 3)
    value[:, 7] = ord("\n")
    bad = draw.random(n) < 2e-3
    value[bad] = np.frombuffer(_BAD[0], dtype=np.uint8)
    text = out.tobytes()
    cut = text.rfind(b"\n", 0, -1) + 1
    long = text[cut : cut + _STAMP + _NAME] + _BAD[1]
    return text[:cut] + long, int(np.count_nonzero(bad[:-1])) + 1


def measure(rows: int = ROWS, *, by_tag: bool = True) -> tuple[float, float]:
    """Seconds and peak MB of a fresh process that reads `rows` rows, imports included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"
        bad = history(path, rows, by_tag=by_tag)
        ran = subprocess.run(  # noqa: S603 - our own text, our own interpreter
            [sys.executable, "-c", _CHILD, str(path)], check=True, capture_output=True, text=True
        )
    seconds, peak, read, flagged = map(float, ran.stdout.split())
    if read != rows // TAGS * TAGS or flagged != bad:
        raise AssertionError(f"{read:.0f} rows and {flagged:.0f} bad texts read of {rows}, {bad}")
    return seconds, peak


if __name__ == "__main__":
    for layout in (True, False):
        seconds, peak = measure(by_tag=layout)
        print(f"csv_50m_rows_s {seconds:.1f} s, csv_50m_rows_peak_mb {peak:.0f} MB", end=" ")
        print("(tag after tag)" if layout else "(tags row by row)")
