"""Access tokens: JWT under RS256, for an hour; their keys are public at the JWKS address.

A token is ours only if its algorithm is RS256, its key one of ours, and issuer and audience are
this installation; what its header says of keys elsewhere is not looked at.
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from greenlang.core.errors import GreenlangError, NotFound
from greenlang.services.security import secrets
from greenlang.services.store.database import Database

LIFE = 3600  # s
ALGORITHMS = ["RS256"]
SECRET = "token-key"  # noqa: S105  # its name
BITS = 2048


class NotSignedIn(GreenlangError):
    """No token or key, or one that does not hold."""

    status = 401


@dataclass(frozen=True)
class Tokens:
    """Signs and reads the tokens of one installation."""

    key: RSAKey
    issuer: str

    def signed(self, account_id: int, generation: int, now: float | None = None) -> str:
        """An access token of an account."""
        at = int(time.time() if now is None else now)
        claims = {
            "iss": self.issuer, "aud": self.issuer, "sub": str(account_id), "iat": at, "nbf": at,
            "exp": at + LIFE, "jti": uuid.uuid4().hex, "generation": generation,
        }  # fmt: skip
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def read(self, token: str, now: float | None = None) -> Mapping[str, Any]:
        """The claims of a token of ours. Errors: NotSignedIn."""
        try:
            read = jwt.decode(token, KeySet([self.key]), algorithms=ALGORITHMS)
            registry = jwt.JWTClaimsRegistry(
                now=int(time.time() if now is None else now),
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.issuer},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
            )
            registry.validate(read.claims)
        except (JoseError, ValueError, TypeError, KeyError):
            raise NotSignedIn("the token does not hold: sign in again") from None
        if read.header.get("kid") != self.key.kid:
            raise NotSignedIn("the token does not hold: sign in again")
        return read.claims

    def jwks(self) -> Mapping[str, Any]:
        """The public keys, for who wants to check a token."""
        public = self.key.as_dict(private=False)
        return {"keys": [{**public, "use": "sig", "alg": "RS256"}]}


async def tokens(base: Database, key: secrets.Key, issuer: str) -> Tokens:
    """The installation's tokens; the first worker makes the key."""
    try:
        pem = await secrets.opened(base, key, SECRET)
    except NotFound:
        made = RSAKey.generate_key(BITS)
        await secrets.kept(base, key, SECRET, made.as_pem(private=True), anew=False)
        pem = await secrets.opened(base, key, SECRET)
    own = RSAKey.import_key(pem)
    named = RSAKey.import_key(pem, {"kid": own.thumbprint()})
    return Tokens(named, issuer)
