"""Who becomes responsible for a building, and until when somebody was (I1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.people.queries.staff import working_in
from nuanlin.domains.reception.forms.days import DAY
from nuanlin.lib import clock


class StewardForm(forms.Form):
    """Somebody becomes responsible for a building."""

    staff = forms.ChoiceField(label=lazy("Who is responsible"))
    starts_on = forms.DateField(label=lazy("First day"), widget=DAY)
    ends_on = forms.DateField(label=lazy("Last day"), widget=DAY, required=False)

    def __init__(self, data: Any = None, *, community_id: int) -> None:
        super().__init__(data, initial={"starts_on": clock.today()})
        staff = self.fields["staff"]
        assert isinstance(staff, forms.ChoiceField)
        known = [(str(one.pk), one.name) for one in working_in(community_id, on=clock.today())]
        staff.choices = [("", _("Choose")), *known]


class EndStewardForm(forms.Form):
    """Until when somebody is responsible."""

    last_day = forms.DateField(label=lazy("Last day"), widget=DAY)
