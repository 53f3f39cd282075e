"""Words that an office does not want said: add, change, remove (D4). By managers."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.service_language import policy, queries
from nuanlin.foundation.service_language.models import LexiconEntry
from nuanlin.foundation.service_language.queries import Word
from nuanlin.lib.language.checker import Checker
from nuanlin.lib.language.kinds import Kind

SHORTEST = 2


@transaction.atomic
def add_entry(
    community_id: int | None, *, word: Word, accepted_alarms: int = 0, by: Actor
) -> LexiconEntry:
    """Mark words in a community from now on, or everywhere when None.

    ``accepted_alarms`` is how many good sentences they may mark. Raises Missing, and Refusal for
    words that are too short, known already, mark more good sentences, or are no better.
    """
    policy.allow(by, community_id)
    entry = LexiconEntry(community_id=community_id)
    return _keep(entry, word, accepted_alarms, "lexicon.added", by)


@transaction.atomic
def change_entry(entry_id: int, *, word: Word, accepted_alarms: int = 0, by: Actor) -> LexiconEntry:
    """Mark other words, or offer better ones. Raises Missing, and Refusal as ``add_entry``."""
    return _keep(_locked(entry_id, by), word, accepted_alarms, "lexicon.changed", by)


@transaction.atomic
def remove_entry(entry_id: int, *, by: Actor) -> LexiconEntry:
    """Mark these words no longer. Raises Missing."""
    entry = _locked(entry_id, by)
    entry.active = False
    entry.edited_at, entry.edited_by_id = timezone.now(), by.account_id
    entry.save()
    record("lexicon.removed", subject=entry, by=by, community_id=entry.community_id)
    return entry


def _locked(entry_id: int, by: Actor) -> LexiconEntry:
    entry = locked(LexiconEntry.objects.filter(active=True), entry_id)
    policy.allow(by, entry.community_id)
    return entry


def _keep(
    entry: LexiconEntry, word: Word, accepted_alarms: int, verb: str, by: Actor
) -> LexiconEntry:
    word = Word(word.kind, *(one.strip() for one in word[1:]))
    _check(word)
    _refuse_alarms(word, accepted_alarms)
    for name, value in word._asdict().items():
        setattr(entry, name, value)
    entry.edited_at, entry.edited_by_id = timezone.now(), by.account_id
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as taken:
        raise Refusal(
            "said_already", _("These words are on the list already."), field="said"
        ) from taken
    record(verb, subject=entry, by=by, community_id=entry.community_id)
    return entry


def _check(word: Word) -> None:
    if len([one for one in word.said if one.isalnum()]) < SHORTEST:
        raise Refusal(
            "said_too_short",
            _("Please write at least two characters: a single one is found nearly everywhere."),
            field="said",
        )
    Kind(word.kind)
    better = Checker.extended([queries.entry_of(word)])
    if word.better and not better.passes(word.better):
        raise Refusal(
            "better_is_marked",
            _("The better words would be marked themselves. Please find others."),
            field="better",
        )


def _refuse_alarms(word: Word, accepted: int) -> None:
    alarms = queries.false_alarms(word)
    if len(alarms) > accepted:
        refusal = Refusal(
            "false_alarms",
            _("%(n)s of %(all)s good sentences would be marked, such as “%(one)s”")
            % {"n": len(alarms), "all": queries.good_count(), "one": alarms[0]},
            field="said",
        )
        refusal.members = {"false_alarms": len(alarms)}
        raise refusal
