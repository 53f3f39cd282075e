"""Every page × everybody; the API has a file of its own, so that two processes share the work."""

import pytest

from tests.cast import Cast
from tests.permissions import check, pages, table_of_pages

pytestmark = pytest.mark.timeout(900)  # thousands of requests


def test_everybody_gets_what_the_table_says(cast: Cast, pytestconfig: pytest.Config) -> None:
    table = table_of_pages(cast)
    check("permissions", table, pages(), "service_desk:queue GET", pytestconfig)
