"""Every operation of the API × everybody who calls it; the pages have a file of their own."""

import pytest

from tests.cast import Cast
from tests.permissions import check, operations, table_of_operations

pytestmark = pytest.mark.timeout(900)  # thousands of requests


def test_everybody_gets_what_the_table_says(cast: Cast, pytestconfig: pytest.Config) -> None:
    check(
        "permissions_api",
        table_of_operations(cast),
        operations(),
        "api:read_case GET",
        pytestconfig,
    )
