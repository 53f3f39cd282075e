"""What the routes of one case take."""

from typing import Any

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import ComplaintWords, Marks, Report
from nuanlin.domains.service_desk.actions.declining import Declined, decline_wish
from nuanlin.domains.service_desk.asking import link_to
from nuanlin.domains.service_desk.models import (
    Case,
    CaseFile,
    CaseLink,
    Contact,
    FilePurpose,
    Kind,
    LinkKind,
    Outcome,
    Verdict,
    WhyNot,
)
from tests.cast import Cast
from tests.samples.pictures import photo


def case_samples(cast: Cast) -> dict[str, Any]:
    """Return a case at work with its photo, an answered one, a complaint and a suggestion."""
    case, picture = _case(cast), photo(cast)
    picture.attached = True
    picture.save()
    CaseFile.objects.create(case=case, file=picture, purpose=FilePurpose.REPORT)
    rated, asked = _asked(cast)
    complaint, suggestion = _opinions(cast)
    link = CaseLink.objects.create(case=case, other=asked, kind=LinkKind.RELATED)
    return {
        "case_id": case.pk,
        "service_desk:complaint_form.case_id": complaint.pk,
        "service_desk:reporter.case_id": complaint.pk,
        "api:see_reporter.case_id": complaint.pk,
        "service_desk:withdraw_publication.case_id": suggestion.pk,
        "declined_id": _declined(cast),
        "file_id": picture.pk,
        "improvement_id": rated.improvements.get().pk,
        "link_id": link.pk,
        "number": case.number,
        "open311:token.token": str(case.pk),
        "service_request_id": str(case.pk),
        "token": link_to(asked).split("/")[2],
    }


def _case(cast: Cast) -> Case:
    case = actions.submit_case(
        Report("厨房水管漏水", category_id=cast.category().pk, home_id=cast.home.pk),
        by=cast.actor("zhou"),
    )
    return actions.assign_case(case.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))


def _asked(cast: Cast) -> tuple[Case, Case]:
    """A case that was rated badly, and the next one of it whose owner is asked."""
    zhou, chen = cast.actor("zhou"), cast.actor("chen")
    asked = actions.submit_case(Report("楼道灯不亮", home_id=cast.home.pk), by=zhou)
    asked = actions.settle_online(asked.pk, answer="今晚就换", by=chen)
    rated = actions.answer_as_owner(
        asked.pk, outcome=Outcome.SATISFIED, marks=Marks(1, 1, 2), by=zhou
    )
    asked = actions.report_again(rated.pk, words="还是不亮", by=zhou)
    return rated, actions.settle_online(asked.pk, answer="明早再换", by=chen)


def _declined(cast: Cast) -> int:
    words = ("加装花架", WhyNot.SAFETY, "外墙不能安装", "很抱歉", "可以装在阳台内侧")
    by, here = cast.actor("chen"), cast.community.pk
    return decline_wish(here, facts=Declined(*words), contact=Contact.VISIT, by=by).pk


def _opinions(cast: Cast) -> tuple[Case, Case]:
    """A confidential complaint whose reporter Chen may see, and a suggestion told to all."""
    home, zhou, gu = cast.home.pk, cast.actor("zhou"), cast.actor("gu")
    complaint = actions.submit_complaint(
        ComplaintWords("前台让人等了很久", home_id=home, confidential=True), by=zhou
    )
    actions.name_handlers(complaint.pk, staff_ids=[cast.staff["chen"].pk], by=gu)
    words = ComplaintWords("大堂放一把椅子", kind=Kind.SUGGESTION, home_id=home)
    suggestion = actions.submit_complaint(words, by=zhou)
    actions.decide_idea(suggestion.pk, verdict=Verdict.TRY, reason="先放两把试试", by=gu)
    actions.carry_out_idea(suggestion.pk, result="放了两把", by=gu)
    actions.publish_idea(suggestion.pk, said="大堂没有椅子", did="放了两把", by=gu)
    return complaint, suggestion
