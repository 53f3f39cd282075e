"""What is filled in while one phones, and at a door (F2, F3)."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.notices.actions.calling import CAME
from nuanlin.domains.notices.actions.paper import RESULTS, Ticked
from nuanlin.domains.notices.models import CallResult
from nuanlin.lib.device_time import read


class CalledForm(forms.Form):
    """What came of a call."""

    result = forms.ChoiceField(
        choices=[(one.value, one.label) for one in CallResult if one in CAME],
        error_messages={
            "required": lazy("Please say what came of it."),
            "invalid_choice": lazy("Please say what came of it."),
        },
    )
    words = forms.CharField(
        label=lazy("Note, if anything was asked or said"), max_length=200, required=False
    )


class TickForm(forms.Form):
    """What became of a slip."""

    result = forms.ChoiceField(
        choices=[(one.value, one.label) for one in RESULTS],
        error_messages={
            "required": lazy("Please say what became of it."),
            "invalid_choice": lazy("Please say what became of it."),
        },
    )
    taken_by = forms.CharField(
        label=lazy("Who took it, if you asked"), max_length=60, required=False
    )

    def ticked(self, *, device_at: str, photo_ids: list[str], signature_id: str) -> Ticked:
        """Return what was filled in; call after ``is_valid``."""
        return Ticked(
            result=self.cleaned_data["result"],
            at=read(device_at),
            taken_by=self.cleaned_data["taken_by"],
            photo_id=photo_ids[0] if photo_ids else "",
            signature_id=signature_id,
        )
