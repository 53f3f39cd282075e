"""What the routes of notices and of the reach ledger take."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.actions import NoticeWords
from nuanlin.domains.notices.actions.calling import end_call, take_next
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import Call, NoticeKind, Slip
from nuanlin.domains.notices.tests.rounds import outage_by_phone, pest_on_paper
from tests.cast import Cast
from tests.samples.pictures import photo


def notice_samples(cast: Cast) -> dict[str, Any]:
    """Return a notice that went to the cast's homes, and a paper about it."""
    chen, picture = cast.actor("chen"), str(photo(cast, "chen").pk)
    words = NoticeWords(
        NoticeKind.SUDDEN_OUTAGE,
        "3 栋停水",
        "水泵抢修。不便之处请您见谅。",
        "水泵抢修，下午恢复",
        Audience(whole=True),
        starts_at=timezone.now(),
        public=True,
        file_ids=[picture],
    )
    draft = actions.save_draft(cast.community.pk, words=words, by=chen)
    sent = actions.send_notice(draft.pk, by=chen)
    other = str(photo(cast, "chen").pk)
    unsent = actions.save_draft(
        cast.community.pk, words=replace(words, file_ids=[other]), by=chen
    ).pk
    removing = ("notices:remove_file", "api:remove_notice_file")
    return {
        "notice_id": sent.pk,
        "notice_kind": NoticeKind.GENERAL.value,
        **{f"notices:{name}.file_id": picture for name in ("file", "notice_file")},
        **{f"{name}.notice_id": unsent for name in removing},
        **{f"{name}.file_id": other for name in removing},
        **_rounds(cast),
        "evidence_id": actions.make_evidence(sent.pk, by=chen).pk,
    }


def _rounds(cast: Cast) -> dict[str, Any]:
    """Return a call that Chen has in hand, and a slip for the door of the cast's home."""
    outage_by_phone(cast)
    pest = pest_on_paper(cast)
    round_of, chen = Call.objects.latest("pk").notice_id, cast.actor("chen")
    dialled = take_next(round_of, by=chen)
    assert dialled is not None
    end_call(dialled.pk, result="no_answer", by=chen)
    call = take_next(round_of, by=chen)
    slip = Slip.objects.get(notice=pest, reach__home=cast.home)
    assert call is not None
    return {
        **{f"notices:{name}.call_id": call.pk for name in ("call_done", "call_back")},
        **{f"api:{name}.call_id": call.pk for name in ("end_notice_call", "put_back_notice_call")},
        "notices:call_undo.call_id": dialled.pk,
        "api:take_back_notice_call.call_id": dialled.pk,
        "notices:walk.notice_id": pest.pk,
        "api:list_notice_slips.notice_id": pest.pk,
        "notices:tick_slip.slip_id": slip.pk,
        "api:tick_notice_slip.slip_id": slip.pk,
    }
