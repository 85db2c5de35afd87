"""The agents and the contract that each of them fulfils."""

import pkgutil


def names() -> tuple[str, ...]:
    """Names of the installed agents, without importing them."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg))
