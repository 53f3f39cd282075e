"""What holds for each kind of notice before a manager sets anything."""

import pytest

from nuanlin.domains.notices.models import REACHED, NoticeKind
from nuanlin.domains.notices.rules import DEFAULTS, Terms


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_every_kind_has_terms_that_can_be_kept_and_read_again(kind):
    terms = DEFAULTS[kind]
    assert Terms.of_json(terms.as_json()) == terms


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_sent_and_delivered_never_count_as_reached(kind):
    assert set(DEFAULTS[kind].counts) <= REACHED
