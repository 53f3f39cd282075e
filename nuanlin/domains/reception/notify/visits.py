"""Who hears of a visitor: finance, when somebody comes to pay (D3)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.people.models import Post
from nuanlin.domains.people.queries import running
from nuanlin.domains.reception.models import Visit
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import Telling
from nuanlin.foundation.notifications.models import Category


def _somebody_pays(event: Event) -> Iterator[Telling]:
    visit = Visit.objects.select_related("home", "person").get(pk=event.subject_id)
    if not event.data.get("fee"):
        return
    posts = Post.objects.filter(
        running(timezone.localdate()), community=visit.community_id, role=Role.FINANCE
    )
    yield Telling(
        account_ids=posts.values_list("staff__account", flat=True).distinct(),
        text=N_("%(name)s is at the counter to pay fees, %(place)s"),
        values={"name": visit.called, "place": visit.home.plate if visit.home else "–"},
        url=reverse("reception:visit", args=[visit.pk]),
        category=Category.OFFICE,
    )


def _paid(event: Event) -> Iterator[Telling]:
    visit = Visit.objects.select_related("served_by").get(pk=event.subject_id)
    if visit.served_by is not None:
        yield Telling(
            account_ids=[visit.served_by.account_id],
            text=N_("%(name)s has paid. Please see them off."),
            values={"name": visit.called},
            url=reverse("reception:visit", args=[visit.pk]),
            category=Category.OFFICE,
        )


TELLERS = {"visit.arrived": _somebody_pays, "visit.changed": _somebody_pays, "visit.paid": _paid}
