"""Bytes of a history file to lines of UTF-8, block by block: compression, encoding, damage."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Self, cast

from greenlang.core.errors import DataError, InputError, InsufficientData, NotFound, near
from greenlang.services.files.workbook import is_workbook

BLOCK = 32 << 20  # bytes read at once; a few blocks are in memory at a time
LONGEST_LINE = 256 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
FOREIGN = {
    b"PK\x03\x04": "a zip archive or an Excel workbook not named .xlsx; unpack or rename it",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook not named .xls; rename it",
    b"ARROW1": "an Arrow file; write it as Parquet",
    b"(\xb5/\xfd": "compressed with zstd; unpack it or use gzip",
    b"BZh": "compressed with bzip2; unpack it or use gzip",
    b"\xfd7zXZ": "compressed with xz; unpack it or use gzip",
    b"%PDF": "a PDF",
    b"SQLite": "an SQLite database; export the table as CSV",
}

Kind = Literal["csv", "csv.gz", "parquet", "workbook"]


def kind(path: Path) -> Kind:
    """What the first bytes say the file is, whatever its name.

    Raises NotFound (no such file), InsufficientData (empty), InputError (another kind of file).
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder; name one CSV or Parquet file in it")
    if not path.exists():
        beside = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        raise NotFound(f"no file {path}{near(path.name, beside)}")
    try:
        with path.open("rb") as file:
            magic = file.read(8)
    except OSError as error:
        raise InputError(f"{path} cannot be opened: {error.strerror}") from error
    if not magic:
        raise InsufficientData(f"{path} is empty (0 bytes); export it again")
    if is_workbook(path, magic):
        return "workbook"
    for mark, what in FOREIGN.items():
        if magic.startswith(mark):
            raise InputError(f"{path} is {what}; CSV, CSV.gz, Parquet and Excel are read")
    if magic.startswith(b"PAR1"):
        return "parquet"
    if path.suffix.lower() in {".parquet", ".pq"}:
        raise DataError(f"{path} is named Parquet but does not begin as one; it is damaged")
    return "csv.gz" if magic.startswith(b"\x1f\x8b") else "csv"


def _encoding(head: bytes) -> tuple[str | None, int]:
    """Encoding that the first bytes give away, and the length of its mark; None: not yet known."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return name, len(mark)
    even, odd = head[0:400:2], head[1:400:2]
    if odd and odd.count(0) > 0.4 * len(odd) > 4 * even.count(0):
        return "utf-16-le", 0
    if even and even.count(0) > 0.4 * len(even) > 4 * odd.count(0):
        return "utf-16-be", 0
    return None, 0


class Fingerprint:
    """Size, time and identity of a file, to see whether it changed while it was read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before = self._now()

    def _now(self) -> tuple[int, int, int]:
        seen = self.path.stat()
        return seen.st_size, seen.st_mtime_ns, seen.st_ino

    @property
    def size(self) -> int:
        """Bytes when reading began."""
        return self.before[0]

    def check(self) -> None:
        """Raise DataError if the file is not what it was when reading began."""
        try:
            now = self._now()
        except FileNotFoundError as error:
            raise DataError(f"{self.path} was removed while it was read; copy it first") from error
        if now != self.before:
            raise DataError(
                f"{self.path} changed while it was read ({self.size} bytes, then {now[0]});"
                " copy it and read the copy"
            )


class TextFile:
    """A CSV or CSV.gz being read: blocks of whole lines, as UTF-8 without BOM and NUL."""

    def __init__(self, path: Path, *, packed: bool, encoding: str | None, block: int) -> None:
        self.path = path
        self.encoding = encoding
        self.nul_bytes = 0
        self.whole = True  # the last line ended with a line break
        self._block = block
        self._mark = Fingerprint(path)
        self._raw: BinaryIO = path.open("rb")
        self._file = cast(BinaryIO, gzip.GzipFile(fileobj=self._raw)) if packed else self._raw
        self._wide: codecs.IncrementalDecoder | None = None
        self._old_mac = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._file.close()
        self._raw.close()

    @property
    def fraction(self) -> float:
        """Share of the file that has been read, 0 to 1."""
        return min(1.0, self._raw.tell() / max(1, self._mark.size))

    def blocks(self) -> Iterator[bytes]:
        """Blocks of whole lines; DataError for damage and for a file that changes meanwhile."""
        carry = b""
        for chunk in self._chunks():
            self._mark.check()
            carry = carry + chunk if carry else chunk
            cut = carry.rfind(b"\n") + 1
            if cut:
                yield self._utf8(carry[:cut])
                carry = carry[cut:]
            elif len(carry) > LONGEST_LINE:
                raise DataError(f"{self.path}: a line of over {LONGEST_LINE} bytes; not a table")
        self.whole = not carry
        if carry:
            yield self._utf8(carry)
        self._mark.check()

    def _chunks(self) -> Iterator[bytes]:
        """Decompressed bytes with line feeds at line ends, UTF-16 turned into UTF-8."""
        first = True
        while chunk := self._read():
            if first:
                chunk = self._begun(chunk)
                first = False
            if self._wide:
                chunk = self._wide.decode(chunk).encode("utf-8", "replace")
            if b"\0" in chunk:
                clean = chunk.replace(b"\0", b"")
                self.nul_bytes += len(chunk) - len(clean)
                chunk = clean
            if not self._old_mac and b"\n" not in chunk and b"\r" in chunk:
                self._old_mac = True
            yield chunk.replace(b"\r", b"\n") if self._old_mac else chunk

    def _read(self) -> bytes:
        try:
            return self._file.read(self._block)
        except EOFError as error:
            raise DataError(f"{self.path} is cut off: its gzip stream has no end") from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise DataError(f"{self.path} is damaged: {error}; copy or export it again") from error
        except OSError as error:
            raise DataError(f"{self.path} cannot be read: {error.strerror or error}") from error

    def _begun(self, chunk: bytes) -> bytes:
        found, skip = _encoding(chunk)
        self.encoding = self.encoding or found
        if self.encoding:
            try:
                name = codecs.lookup(self.encoding).name
            except LookupError as error:
                raise InputError(
                    f"unknown encoding {self.encoding!r}; utf-8, latin-1, utf-16 are usual"
                ) from error
            self.encoding = found if found and name == "utf-16" else name
            if name.startswith(("utf-16", "utf-32")):
                self._wide = codecs.getincrementaldecoder(self.encoding or name)("replace")
        return chunk[skip:]

    def _utf8(self, lines: bytes) -> bytes:
        """Lines as UTF-8; the first byte that is not ASCII decides between UTF-8 and Latin-1."""
        if self._wide or lines.isascii():
            return lines
        if self.encoding is None:
            self.encoding = "utf-8" if _is_utf8(lines) else "cp1252"
        if self.encoding == "utf-8":
            return lines if _is_utf8(lines) else lines.decode("utf-8", "replace").encode()
        try:
            return lines.decode(self.encoding).encode()
        except UnicodeDecodeError:
            return lines.decode("latin-1").encode()


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
