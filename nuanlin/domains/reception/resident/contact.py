"""Whom to reach and how, with one tap (I1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nuanlin.domains.reception.queries.contacts import my_contacts
from nuanlin.foundation.accounts.gates import actor_of, resident_page


@require_safe
@resident_page
def contact(request: HttpRequest) -> HttpResponse:
    """Show who is responsible for my building, the hotline, the hours, and whom to call in need."""
    context = {"contacts": my_contacts(actor_of(request))}
    return render(request, "reception/contacts/contact.html", context)
