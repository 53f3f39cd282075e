"""Phrases of an office: add, change, switch, put in order (D4). By managers."""

import re
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.service_language import policy, queries
from nuanlin.foundation.service_language.models import OfficePhrase
from nuanlin.lib.language import phrases
from nuanlin.lib.language.phrases import Form, Moment

_BRACED = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class PhraseFacts:
    """What is said when; ``stands_in`` puts it in place of the one that Nuanlin brings."""

    moment: Moment
    form: Form
    text: str
    stands_in: bool = False


@transaction.atomic
def add_phrase(community_id: int | None, *, facts: PhraseFacts, by: Actor) -> OfficePhrase:
    """Offer a phrase in a community, or everywhere when None.

    Raises Missing, and Refusal for places that nothing fills or a second one to stand in.
    """
    policy.allow(by, community_id)
    cell = {"community_id": community_id, "moment": facts.moment, "form": facts.form}
    last = OfficePhrase.objects.filter(**cell).order_by("position").last()
    position = 0 if facts.stands_in else max(last.position if last else 0, 0) + 1
    phrase = OfficePhrase(**cell, stands_in=facts.stands_in, position=position)
    try:
        with transaction.atomic():
            return _keep(phrase, facts.text, "phrase.added", by)
    except IntegrityError as taken:
        if by.request_key and "one_phrase_stands_in" not in str(taken):
            raise
        raise Refusal(
            "stands_in_already",
            _("Another phrase of yours stands in here already. Please change that one."),
            field="stands_in",
        ) from taken


@transaction.atomic
def change_phrase(phrase_id: int, *, text: str, by: Actor) -> OfficePhrase:
    """Say a phrase in other words. Raises Missing, and Refusal for places that nothing fills."""
    return _keep(_locked(phrase_id, by), text, "phrase.changed", by)


@transaction.atomic
def switch_phrase(phrase_id: int, *, active: bool, by: Actor) -> OfficePhrase:
    """Offer a phrase again, or no longer. Raises Missing."""
    phrase = _locked(phrase_id, by)
    phrase.active = active
    return _saved(phrase, "phrase.switched_on" if active else "phrase.switched_off", by)


@transaction.atomic
def switch_brought_off(
    community_id: int | None, *, moment: Moment, form: Form, by: Actor
) -> OfficePhrase:
    """Offer a phrase that Nuanlin brings no longer in a community. Raises Missing, Refusal."""
    [text] = [one.text for one in phrases.shipped() if (one.moment, one.form) == (moment, form)]
    added = add_phrase(
        community_id, facts=PhraseFacts(moment, form, text, True), by=by.asking(None)
    )
    added.active = False
    return _saved(added, "phrase.switched_off", by)


@transaction.atomic
def move_phrase(phrase_id: int, *, earlier: bool, by: Actor) -> OfficePhrase:
    """Offer a phrase before the one before it, or after the next. Raises Missing."""
    phrase = _locked(phrase_id, by)
    order = [
        one.row
        for one in queries.arranged(phrase.community_id)
        if (one.moment, one.form) == (phrase.moment, phrase.form)
        and (one.row is None or one.row.stands_in or one.row.community_id == phrase.community_id)
    ]
    place = next(at for at, row in enumerate(order) if row is not None and row.pk == phrase.pk)
    other = place + (-1 if earlier else 1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    middle = next((at for at, row in enumerate(order) if row is None or row.stands_in), 0)
    for at, row in enumerate(order):
        if row is not None and row.position != at - middle:
            row.position = at - middle
            row.save(update_fields=["position"])
    phrase.refresh_from_db()
    return _saved(phrase, "phrase.moved", by)


def _locked(phrase_id: int, by: Actor) -> OfficePhrase:
    phrase = locked(OfficePhrase.objects.all(), phrase_id)
    policy.allow(by, phrase.community_id)
    return phrase


def _keep(phrase: OfficePhrase, text: str, verb: str, by: Actor) -> OfficePhrase:
    phrase.text = text.strip()
    if not phrase.text:
        raise Refusal("text_missing", _("Please write the words."), field="text")
    _check_places(phrase.text)
    return _saved(phrase, verb, by)


def _saved(phrase: OfficePhrase, verb: str, by: Actor) -> OfficePhrase:
    phrase.edited_at, phrase.edited_by_id = timezone.now(), by.account_id
    phrase.save()
    record(verb, subject=phrase, by=by, community_id=phrase.community_id)
    return phrase


def _check_places(text: str) -> None:
    """Pass a text whose places are all known. Raises Refusal that names the first that is not."""
    for braced in _BRACED.findall(text):
        if braced[1:-1] not in phrases.PLACES:
            raise Refusal(
                "unknown_place",
                _("“%(place)s” cannot be filled in. These can: %(known)s")
                % {"place": braced, "known": " ".join(f"{{{one}}}" for one in phrases.GAPS)},
                field="text",
            )
    if set(_BRACED.sub("", text)) & set("{}"):
        raise Refusal(
            "open_brace",
            _("A place to be filled in stands between two braces, such as {name}."),
            field="text",
        )
