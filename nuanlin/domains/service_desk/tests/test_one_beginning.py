"""A complaint or suggestion begins in one way, by whatever door it comes (C1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import ComplaintWords, Report
from nuanlin.domains.service_desk.models import About, Case, Complaint, Kind, Outcome, Source
from nuanlin.foundation.audit.refusals import Refusal

pytestmark = pytest.mark.django_db
OPINIONS = [Kind.COMPLAINT, Kind.SUGGESTION]


@pytest.mark.parametrize("kind", OPINIONS)
def test_reporting_and_recording_make_no_case_of_it(cast, kind):
    report = Report("前台态度不好", kind=kind, home_id=cast.home.pk)
    acts = [
        lambda: actions.submit_case(report, by=cast.actor("zhou")),
        lambda: actions.record_case(
            report, community_id=cast.community.pk, source=Source.PHONE, by=cast.actor("chen")
        ),
    ]
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert (refused.value.code, refused.value.field) == ("is_opinion", "kind")
    assert not Case.objects.exists()


def test_a_program_is_told_where_it_begins(cast, call):
    said = {"description": "前台态度不好", "kind": "complaint", "home_id": cast.home.pk}
    for who, path, more in (
        ("zhou", "cases", {}),
        ("chen", f"communities/{cast.community.pk}/cases", {"source": "phone"}),
    ):
        refused = call(who).post(path, **said, **more)
        assert refused.status_code == 422 and "is_opinion" in refused.content.decode()
    assert not Case.objects.exists()
    assert call("zhou").post("complaints", **said).status_code == 201
    assert Complaint.objects.get().case.kind == Kind.COMPLAINT


def test_written_down_like_any_other_matter_it_stands_in_the_register(cast):
    form = {
        "source": "phone",
        "q": "3-2-501",
        "home": cast.home.pk,
        "reporter": cast.people["zhou"].pk,
        "kind": "complaint",
        "description": "垃圾没有收",
    }
    assert cast.client("chen").post("/staff/cases/new/", form).status_code == 302
    assert Complaint.objects.get().case.description == "垃圾没有收"


@pytest.mark.parametrize("who", ["zhou", "chen"])
def test_a_complaint_that_comes_back_late_is_a_complaint_again(cast, who):
    words = ComplaintWords("垃圾没有收", about=About.SERVICE, home_id=cast.home.pk)
    zhou, chen = cast.actor("zhou"), cast.actor("chen")
    case = actions.submit_complaint(words, by=zhou)
    actions.settle_online(case.pk, answer="今天就收", by=chen)
    actions.answer_as_owner(case.pk, outcome=Outcome.SATISFIED, by=zhou)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=90))
    new = actions.report_again(case.pk, words="又没有收", by=cast.actor(who))
    assert new.pk != case.pk and new.follows_id == case.pk
    assert (new.kind, new.reporter) == (Kind.COMPLAINT, cast.people["zhou"])
    assert Complaint.objects.get(case=new).about == About.SERVICE
