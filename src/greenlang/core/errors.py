"""One tree of errors: a message says what, the value, the limit and the remedy.

GreenlangError
  InputError         UnitError, OutsideValidity, ImpossibleState (Infeasible is one)
  DataError          InsufficientData, StaleData, BadQuality, BalanceOpen, NoConvergence
  CalculationError   UntracedValue, NotVerified: ours to fix
  ConnectorError     CannotConnect, NotAuthorized, TimedOut, ProtocolFault
  NotFound, NotPermitted, Conflict, ConfigError
"""

import difflib
from collections.abc import Iterable


class GreenlangError(Exception):
    """Root of every error that this project raises on purpose."""

    status = 500


class InputError(GreenlangError):
    """A case, plant or file says something that cannot be used as it stands."""

    status = 422


class UnitError(InputError):
    """A unit is unknown, of the wrong kind, or lacks what its conversion needs."""


class OutsideValidity(InputError):
    """A value lies where no formula of ours holds."""


class ImpossibleState(InputError):
    """The values together describe what cannot be, such as a temperature cross."""


class Infeasible(ImpossibleState):
    """No finite surface or schedule reaches what is asked."""


class DataError(GreenlangError):
    """Measured data do not carry the answer: withheld or flagged, never silent."""

    status = 422


class InsufficientData(DataError):
    """Fewer valid points than the analysis needs."""


class StaleData(DataError):
    """The newest value is too old to act on."""


class BadQuality(DataError):
    """The values are there but marked or found unusable."""


class BalanceOpen(DataError):
    """A mass or energy balance does not close within its uncertainty."""


class NoConvergence(DataError):
    """An iteration did not reach its tolerance."""


class CalculationError(GreenlangError):
    """A fault of the program, not of its input."""


class UntracedValue(CalculationError):
    """A number reached an equation without being an input or the result of a step."""


class NotVerified(CalculationError):
    """A record does not recompute, or was altered."""


class ConnectorError(GreenlangError):
    """The way to the plant failed; retried, then alerted."""

    status = 503


class CannotConnect(ConnectorError):
    """The other side does not answer."""


class NotAuthorized(ConnectorError):
    """The other side refuses our credentials."""


class TimedOut(ConnectorError):
    """The other side took too long."""


class ProtocolFault(ConnectorError):
    """The other side answered something its protocol does not allow."""


class NotFound(GreenlangError):
    """No such asset, tag, file or record."""

    status = 404


class NotPermitted(GreenlangError):
    """The user's role lacks the permission."""

    status = 403


class Conflict(GreenlangError):
    """Somebody else changed it first, or it exists already."""

    status = 409


class ConfigError(GreenlangError):
    """A setting is wrong: the program refuses to start."""


MEANT = 3  # letters; a shorter word is part of others by chance


def near(word: str, candidates: Iterable[str]) -> str:
    """' (did you mean 'x'?)' for the candidate that looks most like `word`, or ''.

    One that holds the whole word (a tag with its unit or area about it) comes before all others.
    """
    names = list(candidates)
    folded = {name.casefold(): name for name in names}
    whole = [name for name in folded if len(word) > MEANT and word.casefold() in name]
    found = difflib.get_close_matches(word.casefold(), whole, n=1, cutoff=0.0) or (
        difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    )
    return f" (did you mean {folded[found[0]]!r}?)" if found else ""
