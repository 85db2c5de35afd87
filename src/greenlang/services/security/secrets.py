"""Stored secrets, under AES-256-GCM with the installation's key.

The key is a file that only its owner reads, beside the data and not in the database: a stolen
database or backup gives no secret away. The name of a secret is part of what is sealed, so that one
cannot be put in another's place.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects.postgresql import insert

from greenlang.core.errors import ConfigError, NotFound
from greenlang.services.store.database import Database
from greenlang.services.store.schema import secret

SIZE = 32  # bytes


@dataclass(frozen=True)
class Key:
    """The installation's key."""

    value: bytes

    @property
    def id(self) -> str:
        """What tells keys apart without giving them away."""
        return hashlib.sha256(b"greenlang key" + self.value).hexdigest()[:16]


def key_of(path: Path) -> Key:
    """The key in that file, made where there is none. Errors: ConfigError."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    except OSError as error:
        raise ConfigError(f"{path}: the key cannot be written ({error.strerror})") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(os.urandom(SIZE).hex())
        out.flush()
        os.fsync(out.fileno())
    return _read(path)


def _read(path: Path) -> Key:
    try:
        mode = path.stat().st_mode & 0o077
        value = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: no readable key: {error}") from None
    if mode:
        raise ConfigError(f"{path} can be read by others: chmod 600 {path}")
    if len(value) != SIZE:
        raise ConfigError(f"{path}: a key has {SIZE} bytes as hex, this one {len(value)}")
    return Key(value)


async def kept(base: Database, key: Key, name: str, value: bytes, *, anew: bool = True) -> None:
    """Store a secret; with `anew` False an existing one stays."""
    nonce = os.urandom(12)
    row = {
        "name": name, "key_id": key.id, "nonce": nonce,
        "sealed": AESGCM(key.value).encrypt(nonce, value, name.encode()),
    }  # fmt: skip
    made = insert(secret).values(row)
    changed = {column: row[column] for column in ("key_id", "nonce", "sealed")}
    keep = made.on_conflict_do_update(index_elements=["name"], set_=changed)
    async with base.begin() as connection:
        await connection.execute(keep if anew else made.on_conflict_do_nothing())


async def opened(base: Database, key: Key, name: str) -> bytes:
    """A stored secret. Errors: NotFound; ConfigError where the key is another."""
    async with base.begin() as connection:
        row = (await connection.execute(sa.select(secret).where(secret.c.name == name))).first()
    if row is None:
        raise NotFound(f"no secret {name!r} is stored")
    if row.key_id != key.id:
        raise ConfigError(
            f"the secret {name!r} was sealed with another key ({row.key_id}): put that key's file"
            " back, or store the secret anew"
        )
    try:
        return AESGCM(key.value).decrypt(row.nonce, row.sealed, name.encode())
    except InvalidTag:
        raise ConfigError(f"the secret {name!r} was altered: store it anew") from None
