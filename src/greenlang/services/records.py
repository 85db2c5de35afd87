"""Records on disk: one JSON file each, a chain of seals over a folder, its head signed."""

import functools
import importlib.resources
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import greenlang
from greenlang.core.errors import ConfigError, NotFound, NotVerified
from greenlang.core.records import Record, SealedRecord, as_document, sealed, signed_head
from greenlang.core.verify import Verdict, opened, verify
from greenlang.services.files.whole import written

HEAD = "head.json"


@dataclass(frozen=True)
class Checked:
    """What verification of a file or folder found."""

    verdicts: Mapping[str, Verdict]
    signed: bool


@functools.cache
def published() -> Mapping[str, str]:
    """Text hash of every equation of the installed release."""
    folder = importlib.resources.files("greenlang.library.data").joinpath("published")
    text = folder.joinpath(f"{greenlang.__version__}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def stamped(record: Record, previous: str = "") -> SealedRecord:
    """The record under seal, with a new id, the present time and this software's version."""
    return sealed(
        record,
        record_id=str(uuid.uuid4()),
        created_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        software=f"greenlang {greenlang.__version__}",
        previous=previous,
    )


def write(record: Record, path: Path) -> SealedRecord:
    """Store one record, whole or not at all."""
    stored = stamped(record)
    written(path, as_document(stored).encode())
    return stored


def write_chain(
    records: Mapping[str, Record], folder: Path, signing_key: Path | None = None
) -> tuple[SealedRecord, ...]:
    """Store records as a chain of seals and sign its head where there is a key (Ed25519, PEM)."""
    chain: list[SealedRecord] = []
    for number, (name, record) in enumerate(records.items(), 1):
        chain.append(stamped(record, chain[-1].seal if chain else ""))
        written(folder / f"{number:04d}-{name}.json", as_document(chain[-1]).encode())
    if chain:
        written(folder / HEAD, _head(chain[-1].seal, signing_key).encode())
    return tuple(chain)


def _head(seal: str, signing_key: Path | None) -> str:
    if signing_key is None:
        return json.dumps({"seal": seal}) + "\n"
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(signing_key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(f"{signing_key}: no readable Ed25519 key in PEM form: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(f"{signing_key}: an Ed25519 key is needed, this is {type(key).__name__}")
    public = key.public_key().public_bytes_raw().hex()
    return json.dumps(json.loads(signed_head(seal, key.sign)) | {"public_key": public}) + "\n"


def read(path: Path) -> SealedRecord | Record:
    """A record from its file; NotFound or NotVerified."""
    try:
        return opened(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{path}: there is no such record") from None
    except UnicodeDecodeError:
        raise NotVerified(f"{path}: this is no record: it is not text") from None


def verified(path: Path, public_key: str | None = None) -> Checked:
    """Verify one record, or every record of a folder, the order of their chain and its head.

    `public_key` (hex) is the key that the head must be signed with; without it a signature is only
    checked against the key that the head itself names.
    """
    if not path.is_dir():
        return Checked({path.name: _verdict(path, read(path))}, signed=False)
    files = sorted(p for p in path.glob("*.json") if p.name != HEAD)
    if not files:
        raise NotFound(f"{path}: no records here")
    stored = [read(file) for file in files]
    verdicts = {f.name: _verdict(f, s) for f, s in zip(files, stored, strict=True)}
    return Checked(verdicts, _chain(path, files, stored, public_key))


def _verdict(path: Path, stored: SealedRecord | Record) -> Verdict:
    record = stored.record if isinstance(stored, SealedRecord) else stored
    try:
        return verify(record, published())
    except NotVerified as error:
        raise NotVerified(f"{path.name}: {error}") from None


def _chain(
    folder: Path, files: Sequence[Path], stored: Sequence[SealedRecord | Record], key: str | None
) -> bool:
    previous = ""
    for file, each in zip(files, stored, strict=True):
        if not isinstance(each, SealedRecord):
            raise NotVerified(f"{file.name} has no seal and cannot stand in a chain")
        if json.loads(each.envelope)["previous"] != previous:
            raise NotVerified(f"{file.name} does not follow the record before it: one is missing")
        previous = each.seal
    try:
        head = json.loads((folder / HEAD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NotVerified(f"{folder / HEAD} is missing or unreadable") from None
    if head.get("seal") != previous:
        raise NotVerified("the chain does not end where its head says: a record is missing")
    return _signature(head, key)


def _signature(head: Mapping[str, str], key: str | None) -> bool:
    if "signature" not in head:
        if key is not None:
            raise NotVerified("the head of the chain is not signed")
        return False
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    named = head.get("public_key", "")
    if key is not None and key != named:
        raise NotVerified("the head of the chain is signed with another key")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(named)).verify(
            bytes.fromhex(head["signature"]), head["seal"].encode()
        )
    except (InvalidSignature, ValueError):
        raise NotVerified("the signature of the chain's head does not hold") from None
    return True
