import logging

import pytest
import structlog


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-baselines",
        action="store_true",
        help="write what the sweeps see into their baselines, to be read in the diff",
    )


@pytest.fixture(autouse=True, scope="session")
def quiet_logs() -> None:
    """Thousands of requests need not each be logged twice."""
    logging.getLogger("django_structlog").setLevel(logging.ERROR)
    logging.getLogger("django.request").setLevel(logging.ERROR)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.ReturnLoggerFactory(),
    )
