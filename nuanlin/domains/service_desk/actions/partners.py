"""Partners with a key for Open311: made, revoked, and what they report."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import CommonArea, Community, Home
from nuanlin.domains.service_desk.actions.intake import Report, record_case
from nuanlin.domains.service_desk.actions.messages import write_message
from nuanlin.domains.service_desk.loop import allow
from nuanlin.domains.service_desk.models import Case, Partner, PartnerReport, Source
from nuanlin.foundation.accounts.actors import Actor, PostFacts, Role
from nuanlin.foundation.accounts.keys import admit, new_key, revoke
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import phones, plates

PREFIX = "open311_"
# In an hour; making a request counts as ten.
MOST_CALLS = 3000


@dataclass(frozen=True, slots=True)
class PartnerWords:
    """What a partner sends: a category, where it is, and who says it."""

    category_id: int
    description: str = ""
    address: str = ""
    address_id: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    account_id: str = ""
    device_id: str = ""
    media_url: str = ""
    answers: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def make_partner(community_id: int, *, name: str, by: Actor) -> tuple[Partner, str]:
    """Give another organisation a key; returns it with the key, which is shown once."""
    allow(by.is_administrator)
    community = one(Community.objects.all(), community_id)
    raw, digest = new_key(PREFIX)
    partner = Partner.objects.create(community=community, name=name.strip(), digest=digest)
    record("partner.added", subject=partner, by=by, community_id=community_id)
    return partner, raw


@transaction.atomic
def revoke_partner(partner_id: int, *, by: Actor) -> Partner:
    """End a partner's key; doing so twice changes nothing. Raises Missing."""
    allow(by.is_administrator)
    partner = locked(Partner.objects.all(), partner_id)
    if revoke(partner):
        record("partner.revoked", subject=partner, by=by, community_id=partner.community_id)
    return partner


def admit_partner(key: str, *, cost: int) -> Partner | None:
    """Return the partner whose key this is and count the call; None for a key that does not hold.

    Two statements. Raises Refusal "too_many_tries".
    """
    keys = Partner.objects.select_related("community")
    return admit(keys, key, most=MOST_CALLS, cost=cost)


def actor_for(partner: Partner, request_key: str = "") -> Actor:
    """Return who acts when a partner reports: the desk of its community, under its own name."""
    desk = PostFacts(Role.FRONT_DESK, partner.community_id, None)
    key = f"{partner.pk}:{request_key}"[:64] if request_key else None
    return Actor(account_id=None, name=partner.name, posts=(desk,), request_key=key)


@transaction.atomic
def report_as_partner(partner: Partner, words: PartnerWords, *, by: Actor) -> Case:
    """Record what a partner reports. A danger makes it an emergency at once.

    Raises Refusal for an address that is not in the community.
    """
    home, area = _place(partner, words)
    case = record_case(
        Report(
            words.description,
            category_id=words.category_id,
            home_id=home.pk if home is not None else None,
            common_area_id=area.pk if area is not None else None,
            place="" if home or area else words.address[:100],
            answers=words.answers,
            as_emergency=True,
        ),
        community_id=partner.community_id,
        source=Source.PARTNER,
        reporter_name=words.name[:60],
        reporter_phone=_phone(words.phone),
        by=by,
    )
    PartnerReport.objects.create(
        case=case,
        partner=partner,
        address=words.address,
        email=words.email,
        account_id=words.account_id,
        device_id=words.device_id,
        media_url=words.media_url,
    )
    if words.media_url:
        text = _("A picture, by %(name)s: %(url)s") % {"name": by.name, "url": words.media_url}
        # Without the request's key: that one belongs to the report itself.
        write_message(case.pk, text=text, internal=True, by=by.asking(None))
    return case


def _place(partner: Partner, words: PartnerWords) -> tuple[Home | None, CommonArea | None]:
    """Return the home or common area that is meant, if the words name one."""
    kind, _dash, number = words.address_id.partition("-")
    if words.address_id:
        found: Home | CommonArea | None = None
        if number.isdecimal() and len(number) < 19 and kind in {"home", "area"}:
            model = Home if kind == "home" else CommonArea
            found = model.objects.filter(pk=int(number), community=partner.community_id).first()
        if found is None:
            raise Refusal("no_address", "address_id was not found", field="address_id")
        return (found, None) if isinstance(found, Home) else (None, found)
    plate = plates.parse(words.address)
    if plate is None:
        return None, None
    return Home.objects.filter(community=partner.community_id, plate=str(plate)).first(), None


def _phone(typed: str) -> str:
    try:
        return phones.canonical(typed) or ""
    except phones.PhoneInvalid:
        return typed[:30]
