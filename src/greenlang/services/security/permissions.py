"""Permissions, and the roles that are named sets of them.

A permission is "<thing>:<read|run|write|delete>". A role is granted at one site or everywhere; an
API key has at most the permissions of whom it belongs to, less what its scopes leave out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from greenlang.core.errors import InputError, NotPermitted, near

EVERYWHERE = ""

_VIEWER = frozenset({
    "plants:read", "measurements:read", "results:read", "records:read", "jobs:read",
})  # fmt: skip
_OPERATOR = _VIEWER | {"analyses:run", "jobs:run"}
_ENGINEER = _OPERATOR | {"plants:write", "measurements:write", "orders:write"}
_ADMIN = _ENGINEER | {
    "plants:delete", "users:read", "users:write", "keys:write", "audit:read",
}  # fmt: skip

ROLES: Mapping[str, frozenset[str]] = {
    "viewer": _VIEWER,
    "operator": _OPERATOR,
    "engineer": _ENGINEER,
    "admin": _ADMIN,
    "api_client": _ENGINEER,  # what its scopes leave of it
}
PERMISSIONS = tuple(sorted(_ADMIN))


@dataclass(frozen=True)
class Caller:
    """Who asks: an account by its token, or by one of its keys. `grants` is site -> permissions."""

    account_id: int
    name: str
    kind: Literal["user", "key"]
    grants: Mapping[str, frozenset[str]]
    scopes: frozenset[str] | None = None
    must_change: bool = field(default=False)

    def may(self, permission: str, site: str = EVERYWHERE) -> bool:
        """Whether it may, at that site; without a site: everywhere."""
        if self.scopes is not None and permission not in self.scopes:
            return False
        here = self.grants.get(EVERYWHERE, frozenset()) | self.grants.get(site, frozenset())
        return permission in here

    def may_somewhere(self, permission: str) -> bool:
        """Whether it may at any site."""
        return any(self.may(permission, site) for site in self.grants)

    def sites(self, permission: str) -> frozenset[str] | None:
        """The sites where it may; None: all of them."""
        if self.may(permission):
            return None
        return frozenset(site for site in self.grants if site and self.may(permission, site))

    def must(self, permission: str, site: str = EVERYWHERE) -> None:
        """NotPermitted unless it may."""
        if not self.may(permission, site):
            where = f" at {site}" if site else " at all sites"
            raise NotPermitted(
                f"{self.name} lacks {permission}{where}: ask an administrator for a role that has"
                f" it ({', '.join(role for role in ROLES if permission in ROLES[role])})"
            )


def granted(rows: Iterable[tuple[str, str | None]]) -> dict[str, frozenset[str]]:
    """Permissions by site from (role, site or None for everywhere)."""
    found: dict[str, frozenset[str]] = {}
    for role, site in rows:
        where = site or EVERYWHERE
        found[where] = found.get(where, frozenset()) | ROLES.get(role, frozenset())
    return found


def role(name: str) -> str:
    """The role of that name. Errors: InputError."""
    if name not in ROLES:
        raise InputError(
            f"there is no role {name!r}{near(name, ROLES)}; there are {', '.join(ROLES)}"
        )
    return name


def scopes(names: Iterable[str]) -> frozenset[str]:
    """Permissions that a key may use. Errors: InputError."""
    given = frozenset(names)
    for name in sorted(given):
        if name not in PERMISSIONS:
            raise InputError(
                f"there is no scope {name!r}{near(name, PERMISSIONS)};"
                f" there are {', '.join(PERMISSIONS)}"
            )
    if not given:
        raise InputError("a key needs scopes: name what it may do, such as measurements:write")
    return given
