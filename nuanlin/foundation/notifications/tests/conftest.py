from collections.abc import Iterator

import pytest

from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.tests.fake import Service


@pytest.fixture
def service() -> Iterator[Service]:
    """An e-mail service, the only way there is."""
    found = Service()
    with channels.standing_in(found):
        yield found
