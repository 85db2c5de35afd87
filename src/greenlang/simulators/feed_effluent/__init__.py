"""A combined-feed exchanger: naphtha and recycle gas vaporise against the reactor's effluent.

A vertical exchanger (E-201, a Texas tower) behind two horizontal shells in series (E-202), all in
counterflow; salts and polymer; recycle gas in campaigns, with an enthalpy curve for each.
"""

from greenlang.simulators.feed_effluent.kind import FEED_EFFLUENT

__all__ = ["FEED_EFFLUENT"]
