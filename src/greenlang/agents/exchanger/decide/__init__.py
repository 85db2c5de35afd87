"""Decisions: when to clean which exchanger by which method, what that pays and how sure it is.

`fleet_plan(plant, history)` is the way in; the parts serve one question each.
"""

from greenlang.agents.exchanger.decide.orders import orders
from greenlang.agents.exchanger.decide.report import fleet_plan

__all__ = ["fleet_plan", "orders"]
