"""What the console's shell itself can be told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from nuanlin.foundation.accounts.gates import staff_page
from nuanlin.foundation.accounts.workplaces import work_in
from nuanlin.foundation.audit.refusals import Missing


@require_POST
@staff_page()
def set_community(request: HttpRequest) -> HttpResponse:
    """Look at another community's desk from now on; one that is not theirs is not found."""
    chosen = request.POST.get("community", "")
    if not chosen.isdecimal() or len(chosen) > 18:
        raise Missing
    work_in(request, int(chosen))
    return redirect("staff:start")
