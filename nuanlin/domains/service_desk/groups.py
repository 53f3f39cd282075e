"""What staff read in their groups: danger, what is stuck, what is off (B6, F2).

A group lies with another company and may hold people we do not know: place and kind, no more.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from nuanlin.domains.service_desk.models import Case, Outage, Urgency
from nuanlin.domains.service_desk.models.case import OPINIONS
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import tell_groups

# Where the urgency is said; whichever comes first counts.
URGENCY_SAID = frozenset({"case.submitted", "case.recorded", "case.classified"})


def post_about(event: Event) -> None:
    """Tell the community's groups of an event that is theirs to know; nothing without groups."""
    if not settings.GROUPS:
        return
    with override(settings.LANGUAGE_CODE):
        if event.verb in URGENCY_SAID or event.verb == "case.escalated":
            _case(event)
        elif event.verb in ("outage.opened", "outage.ended"):
            _outage(event)


def _case(event: Event) -> None:
    case = Case.objects.select_related("community", "category", "home", "common_area").get(
        pk=event.subject_id
    )
    # Complaints are nobody's to read but those who handle them.
    if case.guard or case.sealed or case.kind in OPINIONS or case.category is None:
        return
    if event.verb in URGENCY_SAID and case.urgency != Urgency.EMERGENCY:
        return
    text = f"{case.where} · {case.category.name}"
    if event.verb in URGENCY_SAID:
        _post(f"case:{case.pk}:emergency", case, _("Emergency"), text)
    else:
        _post(f"event:{event.pk}", case, _("A decision is needed"), text)


def _outage(event: Event) -> None:
    outage = Outage.objects.select_related("community").get(pk=event.subject_id)
    what = outage.get_kind_display()
    text = _("%(what)s is off") if event.verb == "outage.opened" else _("%(what)s is back")
    _post(f"event:{event.pk}", outage, text % {"what": what}, "")


def _post(key: str, about: Case | Outage, title: str, text: str) -> None:
    page = "service_desk:case" if isinstance(about, Case) else "service_desk:outage"
    tell_groups(
        key,
        community_id=about.community_id,
        community=about.community.name,
        title=title,
        text=text,
        url=reverse(page, args=[about.pk]),
    )
