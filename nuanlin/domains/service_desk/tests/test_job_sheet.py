"""The job sheet as a PDF: from the case page, the job page and the API; a print is kept."""

from decimal import Decimal

import pytest
from django.utils import translation

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.actions import Finished, MaterialUsed
from nuanlin.domains.service_desk.documents.job_sheet import job_sheet_pdf
from nuanlin.foundation.audit.models import Event


@pytest.fixture
def signed(cast, stage, kept):
    case, li = stage.assigned(), cast.client("li")
    actions.arrive(case.pk, by=cast.actor("li"))
    work = Finished(
        work="更换软管，试水十分钟",
        found="软管老化 #[*_$<script>",
        materials=[MaterialUsed("软管", Decimal(2), "根", price=Decimal("28.50"))],
        checked=[case.category.checklist[0]["zh"]],
        signature_id=kept(li),
        signed_by="周建国",
    )
    return actions.finish_round(case.pk, finished=work, by=cast.actor("li"))


def test_office_and_engineer_print_it_and_the_story_says_so(cast, signed):
    path = f"/staff/cases/{signed.pk}/job-sheet/"
    for who in ("chen", "li"):
        answer = cast.client(who).post(path)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    assert Event.objects.filter(verb="case.printed", subject_id=signed.pk).count() == 2
    assert "打印了维修单" in cast.client("chen").get(f"/staff/cases/{signed.pk}/").content.decode()
    assert "维修单" not in cast.client("zhou").get(f"/cases/{signed.pk}/").content.decode()
    for page in (f"/staff/cases/{signed.pk}/", f"/staff/my-jobs/{signed.pk}/"):
        assert path in cast.client("li").get(page).content.decode()


def test_nobody_else_gets_it_and_nothing_is_kept(cast, signed):
    path = f"/staff/cases/{signed.pk}/job-sheet/"
    assert cast.client("zhou").post(path).status_code == 403
    assert cast.client("cai").post(path).status_code == 404
    assert cast.client("chen").get(path).status_code == 405
    assert not Event.objects.filter(verb="case.printed").exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_one_page_in_either_language(cast, signed, language):
    with translation.override(language):
        page = queries.case_page(signed.pk, cast.actor("chen"))
        pdf = job_sheet_pdf(page, "https://example.org/staff/cases/1/", printed_by="陈")
    assert pdf.startswith(b"%PDF")


def test_it_is_printed_before_anybody_went(cast, stage):
    case = stage.reported()
    assert cast.client("chen").post(f"/staff/cases/{case.pk}/job-sheet/").status_code == 200


def test_it_comes_through_the_api(signed, call):
    answer = call("chen").post(f"cases/{signed.pk}/job-sheet")
    assert answer.content.startswith(b"%PDF")
    assert call("cai").post(f"cases/{signed.pk}/job-sheet").status_code == 404
