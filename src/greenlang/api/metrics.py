"""Prometheus metrics of a worker."""

from collections.abc import MutableMapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class Metrics:
    """Requests, their times, and analyses."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "greenlang_http_requests_total", "requests answered",
            ["method", "route", "status"], registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "greenlang_http_request_duration_seconds", "time to the answer",
            ["route"], buckets=BUCKETS, registry=self.registry,
        )  # fmt: skip
        self.analyses = Counter(
            "greenlang_analyses_total", "analyses computed and stored",
            ["agent", "analysis"], registry=self.registry,
        )  # fmt: skip

    def answered(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        """Count a request by the template of its route: paths as given would be without number."""
        route = getattr(scope.get("route"), "path", None) or "other"
        self.requests.labels(scope["method"], route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All of them in Prometheus' own format."""
        return generate_latest(self.registry)


METRICS = Metrics()
