"""The form of an answer on the knowledge list (D2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.reception.actions.knowledge import Answered
from nuanlin.domains.reception.models import KnowledgeEntry
from nuanlin.foundation.service_language.widgets import outgoing
from nuanlin.lib.language.phrases import Moment


class KnowledgeForm(forms.Form):
    """What is asked, and what the office answers."""

    question = forms.CharField(label=_("Question"), max_length=120)
    answer = forms.CharField(
        label=_("Answer"), max_length=1000, widget=outgoing(Moment.ENQUIRY, rows=5)
    )
    words = forms.CharField(
        label=_("Other words for it"),
        max_length=200,
        required=False,
        help_text=_("What people say instead, with spaces between: found by these, too."),
    )
    public = forms.BooleanField(label=_("Residents may read it"), required=False)
    company = forms.BooleanField(label=_("The same in every community"), required=False)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["company"]

    def answered(self) -> Answered:
        """Return the facts for the action."""
        given = self.cleaned_data
        return Answered(given["question"], given["answer"], given["words"], given["public"])

    @staticmethod
    def started(entry: KnowledgeEntry) -> dict[str, Any]:
        """Return what stands there now."""
        return {
            "question": entry.question,
            "answer": entry.answer,
            "words": entry.words,
            "public": entry.public,
        }
