"""Freezing an audience into the ledger, and taking its homes up the ladder of ways, set by set."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.notices import calling, reaching, slips
from nuanlin.domains.notices.audience import Audience, born_by, homes_of, instructed
from nuanlin.domains.notices.models import REACHED, Notice, NoticeState, Reach, Standing, Way
from nuanlin.domains.notices.reaching import REFERENCE
from nuanlin.domains.notices.rules import Step, Terms
from nuanlin.domains.notices.whom import told_of, whom
from nuanlin.domains.people.models import InstructionKind
from nuanlin.foundation.live.signals import touch
from nuanlin.foundation.notifications.actions import wake
from nuanlin.foundation.notifications.models import Way as Channel
from nuanlin.foundation.notifications.queries import ways_set_up

BY_HAND = (Way.PHONE, Way.PAPER)
TOLD = N_("Notice: %(title)s")

_FREEZE = """
WITH target AS (SELECT id AS reach_id, id AS home_id FROM ({homes}) chosen (id)),
told AS ({told}),
counted AS (
    SELECT told.home_id, LEAST(count(DISTINCT told.person_id), 32767) AS people,
           bool_or(COALESCE(person.birth_year <= %(born_by)s, false)) AS old
      FROM told JOIN people_person person ON person.id = told.person_id
     GROUP BY told.home_id),
alone AS (
    SELECT DISTINCT home_id FROM people_standinginstruction
     WHERE kind = 'lives_alone' AND ended_at IS NULL AND (until IS NULL OR until >= %(today)s)),
frozen AS (
    INSERT INTO notices_reach (notice_id, home_id, standing, rank, step, next_at, reached_by,
                               people, people_reached, late)
    SELECT %(notice)s, target.home_id, 'waiting',
           CASE WHEN counted.old OR (alone.home_id IS NOT NULL AND counted.people > 0) THEN 0
                WHEN counted.people > 0 THEN 1 ELSE 2 END,
           0, %(now)s, '', COALESCE(counted.people, 0), 0, false
      FROM target
      LEFT JOIN counted ON counted.home_id = target.home_id
      LEFT JOIN alone ON alone.home_id = target.home_id
    ON CONFLICT (notice_id, home_id) DO NOTHING
    RETURNING people)
SELECT count(*), COALESCE(sum(people), 0) FROM frozen
"""
# Attempts, what leaves the house for them, and the line under the bell, in one statement. One
# address hears of a notice once by each way, whoever shares it and however many homes it has.
_TELL = """
WITH target AS (SELECT id AS reach_id, home_id FROM notices_reach WHERE id = ANY(%(reaches)s)),
told AS ({told}),
made AS (
    INSERT INTO notices_attempt
           (notice_id, reach_id, person_id, way, round, standing, words, made_at, stood_at)
    SELECT %(notice)s, told.reach_id, told.person_id, offer.way, 1,
           CASE WHEN wish.wanted IS FALSE AND NOT %(urgent)s AND offer.way <> 'app' THEN 'refused'
                WHEN offer.way = 'app' THEN 'delivered' ELSE 'queued' END,
           '', %(now)s, %(now)s
      FROM told
      JOIN people_person person ON person.id = told.person_id
     CROSS JOIN unnest(%(ways)s::text[]) offer (way)
      LEFT JOIN accounts_user account ON account.id = person.account_id AND account.is_active
      LEFT JOIN notifications_contactpreference wish
             ON wish.account_id = account.id AND wish.category = 'notices'
            AND wish.way = offer.way
     WHERE CASE offer.way
           WHEN 'app' THEN account.id IS NOT NULL
           WHEN 'sms' THEN person.phone ~ '^\\+861[3-9][0-9]{{9}}$'
           ELSE EXISTS (SELECT FROM notifications_contactaddress kept
                         WHERE kept.account_id = account.id AND kept.way = offer.way
                           AND kept.confirmed_at IS NOT NULL) END
     ORDER BY told.reach_id, told.person_id
    ON CONFLICT (reach_id, person_id, way, round) DO NOTHING
    RETURNING id, person_id, way, standing),
addressed AS (
    SELECT made.id, made.way, account.id AS account_id, account.language,
           CASE made.way WHEN 'sms' THEN person.phone ELSE kept.address END AS address
      FROM made
      JOIN people_person person ON person.id = made.person_id
      LEFT JOIN accounts_user account ON account.id = person.account_id AND account.is_active
      LEFT JOIN notifications_contactaddress kept
             ON kept.account_id = account.id AND kept.way = made.way
            AND kept.confirmed_at IS NOT NULL
     WHERE made.standing = 'queued'),
sent AS (
    INSERT INTO notifications_delivery (key, way, address, account_id, title, text, url, template,
            "values", urgent, expires_at, reference, reference_id, community_id)
    SELECT DISTINCT ON (way, address)
           'notice:' || %(notice)s || ':' || way || ':' || md5(address), way, address, account_id,
           CASE WHEN language = 'en' THEN %(title_en)s ELSE %(title)s END,
           CASE WHEN way = 'email'
                THEN CASE WHEN language = 'en' THEN %(text_en)s ELSE %(text)s END
                ELSE CASE WHEN language = 'en' THEN %(title_en)s ELSE %(brief)s END END,
           %(url)s, 'notice', %(values)s::jsonb, %(urgent)s, %(expires)s, %(reference)s, id,
           %(community)s
      FROM addressed ORDER BY way, address, id
    ON CONFLICT (key) DO NOTHING
    RETURNING way),
rung AS (
    INSERT INTO notifications_notification
           (account_id, event_id, text, "values", url, created_at)
    SELECT DISTINCT account.id, %(event)s::bigint, %(told_text)s,
           CASE WHEN account.language = 'en' THEN %(bell_en)s::jsonb ELSE %(bell)s::jsonb END,
           %(url)s, %(now)s
      FROM made
      JOIN people_person person ON person.id = made.person_id
      JOIN accounts_user account ON account.id = person.account_id
     WHERE made.way = 'app' AND %(event)s::bigint IS NOT NULL
    ON CONFLICT (account_id, event_id) DO NOTHING
    RETURNING account_id)
SELECT (SELECT count(*) FROM made), ARRAY(SELECT DISTINCT way FROM sent),
       ARRAY(SELECT account_id FROM rung)
"""

# Homes to which something had left, or is just leaving, when a notice was withdrawn.
GOT = REACHED | {Standing.SENT, Standing.DELIVERED}
_GOT = """
SELECT home_id FROM notices_reach reach
 WHERE notice_id = %s AND EXISTS (
       SELECT FROM notices_attempt attempt
        WHERE attempt.reach_id = reach.id
          AND (attempt.standing = ANY(%s) OR EXISTS (
               SELECT FROM notifications_delivery sent
                WHERE sent.reference = 'notices' AND sent.reference_id = attempt.id
                  AND sent.state = 'sending')))
"""


def freeze(notice: Notice, now: datetime) -> tuple[int, int]:
    """Write a ledger line for each home of a notice; return how many homes and people.

    One statement. Homes are those of its audience, or exactly those of the notice it follows.
    """
    chosen, values = _homes(notice)
    named = [f"%(home{place})s" for place in range(len(values))]
    with connection.cursor() as cursor:
        cursor.execute(
            _FREEZE.format(homes=chosen % tuple(named), told=told_of(notice)),
            {
                **{f"home{place}": value for place, value in enumerate(values)},
                **whom(notice),
                "notice": notice.pk,
                "now": now,
                "born_by": born_by(),
            },
        )
        homes, people = cursor.fetchone()
    return homes, int(people)


def climb(notice: Notice, reach_ids: Sequence[int], step: int, event_id: int | None = None) -> None:
    """Tell homes by the ways of a step of the ladder, and say when the next one is due.

    The homes are locked by the caller. ``event_id`` rings the bell in the app. Who prefers the
    phone need not wait for it to be the kind's turn.
    """
    ladder = Terms.of_json(notice.terms).ladder
    here = ladder[step]
    tell(notice, reach_ids, here.ways, event_id=event_id)
    _by_hand(notice, reach_ids, here.ways)
    if step == 0 and any(Way.PHONE in later.ways for later in ladder[1:]):
        calling.open_round(notice, _who_prefers_the_phone(notice, reach_ids))
    last = step + 1 >= len(ladder)
    reaching.move_on(
        notice.pk,
        reach_ids,
        step=step + 1,
        ways=here.ways,
        minutes=None if last else here.minutes,
    )


def tell(
    notice: Notice,
    reach_ids: Sequence[int],
    ways: Sequence[str],
    *,
    event_id: int | None = None,
    newcomers: bool = False,
) -> int:
    """Tell the people of homes by those of ``ways`` that are set up; return how many attempts.

    ``newcomers``: whoever belongs there now, even if the notice follows another one. One statement.
    """
    ready = {str(way) for way, usable in ways_set_up().items() if usable}
    usable = [way for way in ways if way in ready]
    if not usable:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _TELL.format(told=told_of(notice, newcomers=newcomers)),
            {
                **whom(notice),
                **_message(notice),
                "reaches": list(reach_ids),
                "notice": notice.pk,
                "ways": usable,
                "event": event_id,
                "now": timezone.now(),
            },
        )
        made, sent, rung = cursor.fetchone()
    wake(Channel(way) for way in sent)
    touch(*(f"account:{account_id}" for account_id in rung))
    return int(made)


def homes_that_got(notice: Notice) -> int:
    """Return to how many homes something of a notice has left. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_GOT}) got", [notice.pk, sorted(GOT)])  # noqa: S608
        return int(cursor.fetchone()[0])


def terms_of_end(terms: Terms) -> Terms:
    """Return how "it is over" goes out: at once, by what reaches people without anybody's feet."""
    ways = tuple(way for way in terms.ladder[0].ways if way not in BY_HAND)
    return replace(
        terms, ladder=(Step(ways, 0),), second_person=False, lead_hours=0, whole_household=True
    )


def address_of(notice_id: int) -> str:
    """Return where residents read a notice."""
    return f"/notices/{notice_id}/"


def _by_hand(notice: Notice, reach_ids: Sequence[int], ways: Sequence[str]) -> None:
    """Open the rounds on foot and by phone for homes that are not reached yet."""
    if Way.PHONE in ways:
        calling.open_round(notice, reach_ids)
    if Way.PAPER in ways:
        slips.make_slips(notice, reach_ids)


def _who_prefers_the_phone(notice: Notice, reach_ids: Sequence[int]) -> list[int]:
    wish = instructed([InstructionKind.PREFERS_PHONE], home="home")
    lines = Reach.objects.filter(wish, notice=notice, reached_at__isnull=True)
    # They are few among the homes of a notice, of which there may be a hundred thousand.
    asked = set(lines.values_list("pk", flat=True))
    return [pk for pk in reach_ids if pk in asked]


def _homes(notice: Notice) -> tuple[str, tuple[Any, ...]]:
    homes = homes_of(Audience.of_json(notice.audience), notice.community_id)
    chosen, values = homes.order_by().values("pk").query.sql_with_params()
    if notice.follows is None:
        return chosen, values
    if notice.follows.state == NoticeState.WITHDRAWN:
        return _GOT, (notice.follows_id, sorted(GOT))
    first = "SELECT home_id FROM notices_reach WHERE notice_id = %s"
    if notice.audience == notice.follows.audience:
        return first, (notice.follows_id,)
    return f"{first} UNION ({chosen})", (notice.follows_id, *values)


def _message(notice: Notice) -> dict[str, Any]:
    title_en = notice.title_en or notice.title
    values = {"title": notice.title, "brief": notice.brief}
    return {
        "title": notice.title,
        "title_en": title_en,
        "text": notice.text,
        "text_en": notice.text_en or notice.text,
        "brief": notice.brief,
        "url": address_of(notice.pk),
        "values": json.dumps(values, ensure_ascii=False),
        "told_text": TOLD,
        "bell": json.dumps({"title": notice.title}, ensure_ascii=False),
        "bell_en": json.dumps({"title": title_en}, ensure_ascii=False),
        "urgent": Terms.of_json(notice.terms).urgent,
        "expires": notice.expires_at or notice.until,
        "reference": REFERENCE,
        "community": notice.community_id,
    }
