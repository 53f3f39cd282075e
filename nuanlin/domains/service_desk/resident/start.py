"""The first page: whom we greet, what is going on, and everything two taps away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nuanlin.domains.notices.queries.residents import on_first_page
from nuanlin.domains.notices.wording import said
from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.outage_words import banner
from nuanlin.foundation.accounts.gates import actor_of, resident_page
from nuanlin.lib.greetings import salutation


@require_safe
@resident_page
def my_home_page(request: HttpRequest) -> HttpResponse:
    """Greet by name and hour; show what is open, what asks for a word first (B7)."""
    page = queries.start_page(actor_of(request))
    greeting = salutation(page.name, page.gender, timezone.now())
    live = request.GET.get("part") == "live"
    template = "service_desk/resident/_open.html" if live else "service_desk/resident/home.html"
    return render(
        request,
        template,
        {
            "greeting": greeting,
            "notices": [(one, said(one.notice)) for one in on_first_page(actor_of(request))],
            "matters": page.matters,
            "open_count": len(page.matters),
            # What a notice tells of, it tells alone.
            "outages": [
                banner(one)
                for one in queries.my_outages(actor_of(request))
                if one.notice_id is None
            ],
            "steps": queries.steps(),
        },
    )
