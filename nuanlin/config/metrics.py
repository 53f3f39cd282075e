"""What /metrics tells Prometheus."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter(
    "nuanlin_requests", "Answers by method, route and status", ["method", "route", "status"]
)
SECONDS = Histogram("nuanlin_request_seconds", "Seconds to an answer by route", ["route"])
