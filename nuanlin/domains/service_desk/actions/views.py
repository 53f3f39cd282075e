"""Views of the queue kept under a name, for oneself or for the office."""

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.loop import allow
from nuanlin.domains.service_desk.models import SavedView
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal

MOST = 20


@transaction.atomic
def save_view(
    community_id: int, *, name: str, query: str, shared: bool = False, by: Actor
) -> SavedView:
    """Keep a view of the queue under ``name``; ``query`` is the end of its address.

    Heads and managers may share one with the office. Raises Missing for who has no desk there,
    Refusal for a name that the owner uses already, or for more than twenty views.
    """
    policy.at_work_in(by, community_id)
    if by.staff_id is None:
        raise Missing
    allow(not shared or policy.may_share_views(by, community_id))
    own = SavedView.objects.filter(community=community_id, owner=by.staff_id)
    names = list(own.select_for_update().values_list("name", flat=True))
    name = name.strip()
    if not name:
        raise Refusal("name_missing", _("Please give the view a name."), field="name")
    if name in names:
        raise Refusal(
            "name_taken",
            _("You have a view of this name already. Please choose another."),
            field="name",
        )
    if len(names) >= MOST:
        raise Refusal(
            "too_many_views", _("Twenty views are enough. Please remove one first."), field="name"
        )
    view = SavedView.objects.create(
        community_id=community_id, owner_id=by.staff_id, name=name, query=query, shared=shared
    )
    record("view.saved", subject=view, by=by, community_id=community_id)
    return view


@transaction.atomic
def remove_view(view_id: int, *, by: Actor) -> SavedView:
    """Forget a view: one's own, or as head or manager one that is shared. Raises Missing."""
    view = SavedView.objects.select_for_update().filter(pk=view_id).first()
    if view is None or not policy.may_remove_view(by, view):
        raise Missing
    record("view.removed", subject=view, by=by, community_id=view.community_id)
    pk = view.pk
    view.delete()
    view.pk = pk
    return view
