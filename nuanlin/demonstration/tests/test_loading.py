"""The demonstration: whole, lawful by the database's own constraints, and the same every time."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from nuanlin.demonstration.accounts import OWNER_PHONE, demonstration_accounts
from nuanlin.demonstration.loading import load_demonstration
from nuanlin.demonstration.staff import PASSWORD
from nuanlin.domains.conversations.models import Conversation, Message, MessageLink
from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.service_desk import catalogue
from nuanlin.domains.service_desk.models import Case, Category, FollowUp, Round, State
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import phones


@pytest.fixture(autouse=True)
def _catalogue(db):
    if not Category.objects.exists():  # a test with real commits left the tables empty
        catalogue.install(Category)


def test_it_is_whole_its_doors_open_and_the_same_seed_tells_the_same_story(db, client):
    """One test, since loading takes longest by far."""
    with transaction.atomic():
        community = load_demonstration(seed=7)
        _holds_a_thousand_doors_and_ninety_days_up_to_today(community)
        _inbox_holds_what_waits_rests_was_given_on_and_became_a_case(community)
        _every_role_can_sign_in_with_what_is_printed(client)
        first = _story()
        transaction.set_rollback(True)
    load_demonstration(seed=7)
    assert _story() == first


def _holds_a_thousand_doors_and_ninety_days_up_to_today(community):
    assert Home.objects.filter(community=community).count() == 996
    cases = Case.objects.all()
    assert 1000 < cases.count() < 2000
    span = cases.latest("reported_at").reported_at - cases.earliest("reported_at").reported_at
    assert 88 <= span.days <= 90
    assert timezone.localdate(cases.latest("reported_at").reported_at) == timezone.localdate()
    states = Counter(cases.values_list("state", flat=True))
    assert states[State.CLOSED] > 0.8 * cases.count()
    assert states[State.NOT_VERIFIED] and states[State.WITHDRAWN] and states[State.DONE]
    assert Round.objects.filter(number__gte=2).count() > 50
    assert FollowUp.objects.filter(outcome="not_reached").count() > 50
    assert not Event.objects.filter(at__gt=timezone.now()).exists()


def _inbox_holds_what_waits_rests_was_given_on_and_became_a_case(community):
    inbox = Conversation.objects.filter(community=community)
    assert inbox.count() == 5
    assert inbox.filter(waiting_since__isnull=False, assignee__isnull=True).count() == 2
    assert inbox.filter(rested_at__isnull=False, waiting_since__isnull=True).count() == 1
    assert inbox.filter(department__kind="engineering").count() == 1
    case = Case.objects.get(source="conversation")
    assert MessageLink.objects.get().label == case.number
    assert not Message.objects.filter(sent_at__gt=timezone.now()).exists()


def _every_role_can_sign_in_with_what_is_printed(client):
    accounts = demonstration_accounts()
    assert len(accounts) == 11
    for account in accounts:
        typed = account.sign_in
        name = (phones.canonical(typed) if typed.isdigit() else None) or typed
        assert client.login(username=name, password=PASSWORD), account
    assert OWNER_PHONE in {account.sign_in for account in accounts}


def _story():
    in_order = Case.objects.order_by("reported_at", "title")
    return list(
        in_order.values_list("title", "home__plate", "assignee__name", "round_number")[:500]
    )


def test_it_is_never_loaded_into_an_installation_in_use(cast):
    with pytest.raises(CommandError):
        call_command("load_demonstration")
    assert not Community.objects.filter(address="翠湖路 88 号").exists()
    assert Case.objects.count() == 0
