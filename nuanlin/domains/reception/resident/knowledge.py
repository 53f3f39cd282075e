"""Common questions, for residents: what the office answers when somebody calls (I1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nuanlin.domains.reception.queries.knowledge import common_questions
from nuanlin.foundation.accounts.gates import actor_of, resident_page


@require_safe
@resident_page
def questions(request: HttpRequest) -> HttpResponse:
    """Show the questions that hold the typed words, each with the office's answer."""
    words = request.GET.get("q", "")
    context = {"entries": common_questions(actor_of(request), words), "typed": words}
    return render(request, "reception/resident/questions.html", context)
