"""What an owner said, in two fields, on whatever occasion (K3)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from nuanlin.domains.people.queries.staff import working_in
from nuanlin.domains.service_desk.actions.owners_words import OpinionFacts
from nuanlin.domains.service_desk.forms.declining import DAY
from nuanlin.domains.service_desk.forms.desk import text_area
from nuanlin.domains.service_desk.models import Contact, OpinionKind
from nuanlin.lib import clock


class OpinionForm(forms.Form):
    """What they said and what it is; the occasion and the person come along."""

    words = forms.CharField(label=lazy("What they said"), max_length=2000, widget=text_area(3))
    kind = forms.ChoiceField(
        label=lazy("What it is"),
        choices=OpinionKind.choices,
        initial=OpinionKind.SUGGESTION,
        widget=forms.RadioSelect,
    )
    praised = forms.ChoiceField(label=lazy("Whom they praise"), required=False)
    contact = forms.ChoiceField(label=lazy("On which occasion"), choices=Contact.choices)
    name = forms.CharField(label=lazy("Their name"), max_length=60, required=False)
    home = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    person = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, community_id: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        praised = self.fields["praised"]
        assert isinstance(praised, forms.ChoiceField)
        known = [(str(one.pk), str(one)) for one in working_in(community_id, on=clock.today())]
        praised.choices = [("", _("all of us")), *known]

    def facts(self) -> OpinionFacts:
        """Return what was filled in, for the action."""
        given = self.cleaned_data
        return OpinionFacts(
            words=given["words"],
            kind=OpinionKind(given["kind"]),
            contact=Contact(given["contact"]),
            home_id=given["home"],
            person_id=given["person"],
            name=given["name"],
            praised_id=int(given["praised"]) if given["praised"] else None,
        )


class OpinionFilterForm(forms.Form):
    """Which days, and what of it."""

    first = forms.DateField(label=pgettext_lazy("span of days", "From"), widget=DAY)
    last = forms.DateField(label=pgettext_lazy("span of days", "Until"), widget=DAY)
    kind = forms.ChoiceField(
        label=lazy("What it is"),
        choices=[("", lazy("Everything")), *OpinionKind.choices],
        required=False,
    )
