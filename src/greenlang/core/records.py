"""Records as text: canonical JSON, hashes and the chain of seals."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.core.decimals import AUDIT_CONTEXT, DIGITS

FORMAT = "greenlang-record-1"
HASH = "sha256:"


@dataclass(frozen=True)
class Record:
    """What was computed. `content` is the very text that was hashed: checkable anywhere."""

    content: str
    content_hash: str
    attachments: tuple[tuple[str, str], ...] = ()  # hash, text


@dataclass(frozen=True)
class SealedRecord:
    """A record as stored: the envelope holds id, time, software, previous seal, content hash."""

    record: Record
    envelope: str
    seal: str


def canonical(value: Decimal) -> str:
    """One spelling per number: 150, 150.0 and 1.5E+2 all read '150'."""
    text = str(value)
    if (
        text[-1] != "0"
        and "E" not in text
        and (len(text) <= DIGITS or len(text.lstrip("-0.").replace(".", "")) <= DIGITS)
    ):
        return text
    if not value:
        return "0"
    short = value.normalize(AUDIT_CONTEXT)
    text = str(short)
    return format(short, "f") if "E" in text and -8 < short.adjusted() < 21 else text


def canonical_json(value: Any) -> str:
    """Sorted keys, no spaces, no floats: one text per content."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """Hash of a text, with its kind in front."""
    return HASH + hashlib.sha256(text.encode()).hexdigest()


def sealed(
    record: Record, *, record_id: str, created_at: str, software: str, previous: str = ""
) -> SealedRecord:
    """Put a record under seal; `previous` is the seal before it in the chain."""
    envelope = canonical_json(
        {
            "content_hash": record.content_hash,
            "created_at": created_at,
            "previous": previous,
            "record_id": record_id,
            "software": software,
        }
    )
    return SealedRecord(record, envelope, sha256(envelope))


def signed_head(seal: str, sign: Callable[[bytes], bytes]) -> str:
    """The head of a chain of seals, signed: a later rewrite of the whole chain shows."""
    return canonical_json({"seal": seal, "signature": sign(seal.encode()).hex()})


def as_document(stored: SealedRecord | Record) -> str:
    """The JSON file of a record: content and envelope as the texts that were hashed."""
    record = stored.record if isinstance(stored, SealedRecord) else stored
    document: dict[str, Any] = {
        "attachments": dict(record.attachments),
        "content": record.content,
        "content_hash": record.content_hash,
        "format": FORMAT,
    }
    if isinstance(stored, SealedRecord):
        document |= {"envelope": stored.envelope, "seal": stored.seal}
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
