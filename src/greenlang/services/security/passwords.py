"""Passwords: argon2id, with the parameters of RFC 9106's second recommendation (64 MiB, 3 passes).

Hashing takes some 50 ms of a core on purpose; callers run it outside the event loop.
"""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from greenlang.core.errors import InputError

SHORTEST, LONGEST = 12, 256  # characters
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
# For an account that does not exist: refusing it takes as long as a wrong password.
NOBODY = _HASHER.hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def acceptable(password: str, name: str) -> str:
    """The password, if it is long enough and not a name. Errors: InputError."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(
            f"a password has {SHORTEST} to {LONGEST} characters, this one {len(password)}: four"
            " words that do not belong together make a good one"
        )
    if name.casefold() in password.casefold() or len(set(password)) < 5:
        raise InputError("the password holds the user's name or a few letters only: choose another")
    return password


def first() -> str:
    """A password to be changed at the first login."""
    return secrets.token_urlsafe(15)
