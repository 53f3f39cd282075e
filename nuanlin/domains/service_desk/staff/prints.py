"""What is printed: the blank service request form (B1), the job sheet of a case (B8)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.documents import blank_form_pdf
from nuanlin.domains.service_desk.documents.job_sheet import job_sheet_pdf
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing


@require_safe
@staff_page()
def blank_form(request: HttpRequest) -> HttpResponse:
    """Return the blank form of this community as a PDF, to print and lay out at the counter."""
    here = workplace(request)
    if here is None:
        raise Missing
    content = blank_form_pdf(here, queries.services())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_("service-request")}.pdf"'
    return response


@require_POST
@staff_page()
def job_sheet(request: HttpRequest, case_id: int) -> HttpResponse:
    """Return the job sheet (维修单) of a case as a PDF; that it was printed is kept."""
    actor = actor_of(request)
    once(lambda: actions.print_job_sheet(case_id, by=actor), by=actor)
    page = queries.case_page(case_id, actor)
    link = request.build_absolute_uri(reverse("service_desk:case", args=[case_id]))
    content = job_sheet_pdf(page, link, printed_by=actor.name)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{page.case.number}.pdf"'
    return response
