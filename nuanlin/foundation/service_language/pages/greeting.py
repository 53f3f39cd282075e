"""The right greeting for whoever stands at the desk: several people, hour, festival, birthday."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from nuanlin.foundation.accounts.gates import staff_page
from nuanlin.foundation.audit.attempts import typed
from nuanlin.foundation.service_language.pages import around
from nuanlin.lib import clock
from nuanlin.lib.language.greeting import Guest, greeting

ROOM = 3
GENDERS = [
    ("", lazy("not known")),
    ("m", pgettext_lazy("gender", "Mr")),
    ("f", pgettext_lazy("gender", "Ms")),
]
MOMENT = "%Y-%m-%dT%H:%M"


class GuestForm(forms.Form):
    """Somebody to greet."""

    name = forms.CharField(
        label=lazy("Who, first"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    gender = forms.ChoiceField(label=lazy("Mr or Ms"), choices=GENDERS, required=False)
    birthday = forms.BooleanField(label=lazy("Birthday today"), required=False)


class WhenForm(forms.Form):
    """The moment of the greeting."""

    at = forms.DateTimeField(
        label=lazy("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT],
        help_text=lazy("Empty means now."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def compose(request: HttpRequest) -> HttpResponse:
    """Say how one greets these people; nothing of it is kept."""
    given: Any = typed(request)
    when = WhenForm(given)
    guests = [GuestForm(given, prefix=f"guest-{number}") for number in range(ROOM)]
    valid = given is not None and all([when.is_valid(), *(one.is_valid() for one in guests)])
    said = ""
    if valid:
        named = [Guest(**one.cleaned_data) for one in guests if one.cleaned_data["name"].strip()]
        said = greeting(named, when.cleaned_data["at"] or timezone.now())
    context = {**around(request, "greeting"), "when": when, "guests": guests, "said": said}
    context["now"] = clock.local(timezone.now())
    status = 422 if given is not None and not valid else 200
    return render(request, "service_language/greeting.html", context, status=status)
