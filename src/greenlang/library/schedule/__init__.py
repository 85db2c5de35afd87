"""Renewal plans: which unit to take out when and by which method, with a proven gap."""

from .exact import Certificate, certificate, exact_dual, exact_programme
from .incumbent import plan_cost
from .paths import Outcome, Prices, along, outcome
from .plan import Binding, Plan, best_plan, first_renewals, limit_costs, second_best
from .problem import (
    Coupling,
    Incidence,
    Path,
    Renewal,
    Resource,
    exclusion,
    incidence,
    renewal,
    with_start,
    without,
    without_starts,
)
from .programme import Basis, Programme, columns, linear, programme
from .record import certificate_document, document

__all__ = [
    "Basis",
    "Binding",
    "Certificate",
    "Coupling",
    "Incidence",
    "Outcome",
    "Path",
    "Plan",
    "Prices",
    "Programme",
    "Renewal",
    "Resource",
    "along",
    "best_plan",
    "certificate",
    "certificate_document",
    "columns",
    "document",
    "exact_dual",
    "exact_programme",
    "exclusion",
    "first_renewals",
    "incidence",
    "limit_costs",
    "linear",
    "outcome",
    "plan_cost",
    "programme",
    "renewal",
    "second_best",
    "with_start",
    "without",
    "without_starts",
]
