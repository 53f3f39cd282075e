"""What the desk prints: the blank service request form (B1)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.documents import blank_form_pdf
from nuanlin.foundation.accounts.gates import staff_page
from nuanlin.foundation.accounts.workplaces import workplace
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
