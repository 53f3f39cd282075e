"""What managers fill in about the words of their office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.foundation.service_language.actions import PhraseFacts
from nuanlin.foundation.service_language.models import (
    LONGEST_PHRASE,
    LONGEST_WORDS,
    LexiconEntry,
    OfficePhrase,
)
from nuanlin.foundation.service_language.queries import Word
from nuanlin.foundation.service_language.widgets import outgoing, outgoing_line
from nuanlin.lib.language import kinds, phrases
from nuanlin.lib.language.kinds import Kind
from nuanlin.lib.language.phrases import Form, Moment

# What is missing in a text is found by rules alone; words can only be said.
KINDS = (Kind.INTERROGATION, Kind.DOUBT, Kind.COMMAND, Kind.MOCKERY, Kind.PRIVATE)


class OfficeForm(forms.Form):
    """Something that an office keeps for itself, or an administrator for all of them."""

    everywhere = forms.BooleanField(label=lazy("For all communities"), required=False)

    def __init__(self, data: Any = None, *, may_everywhere: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if not may_everywhere:
            del self.fields["everywhere"]


class PhraseForm(OfficeForm):
    """A phrase: when it is said, in which form, in which words."""

    moment = forms.ChoiceField(label=lazy("When it is said"))
    form = forms.ChoiceField(label=lazy("In which of the four forms"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=lazy("Words"),
        max_length=LONGEST_PHRASE,
        widget=outgoing(attrs={"data-wording-gaps": ""}),
    )
    stands_in = forms.BooleanField(
        label=lazy("In place of the one that Nuanlin brings"), required=False
    )
    field_order = ("moment", "form", "text", "stands_in", "everywhere")

    def __init__(
        self,
        data: Any = None,
        *,
        may_everywhere: bool = False,
        initial: Any = None,
        phrase: OfficePhrase | None = None,
    ) -> None:
        kept = {"text": phrase.text} if phrase is not None else initial
        super().__init__(data, may_everywhere=may_everywhere, initial=kept)
        if phrase is not None:
            for name in ("moment", "form", "stands_in"):
                del self.fields[name]
            return
        moment, form = self.fields["moment"], self.fields["form"]
        assert isinstance(moment, forms.ChoiceField) and isinstance(form, forms.ChoiceField)
        moment.choices = [(one.value, phrases.moment_title(one)) for one in Moment]
        form.choices = [(one.value, phrases.form_title(one)) for one in Form]

    def facts(self) -> PhraseFacts:
        """Return what was filled in; call after ``is_valid``."""
        said = self.cleaned_data
        moment, form = Moment(said["moment"]), Form(said["form"])
        return PhraseFacts(moment, form, said["text"], said["stands_in"])


class EntryForm(OfficeForm):
    """Words that are not said, what is wrong with them, and what to say instead."""

    said = forms.CharField(
        label=lazy("What is not said"),
        max_length=LONGEST_WORDS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=lazy("What is wrong with it"), widget=forms.RadioSelect)
    better = forms.CharField(
        label=lazy("What to say instead"),
        max_length=LONGEST_PHRASE,
        required=False,
        widget=outgoing_line(),
        help_text=lazy("It takes the place of these words alone."),
    )
    unless = forms.CharField(
        label=lazy("Harmless beside"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=lazy("Where these words stand in the same sentence, nothing is marked."),
    )
    alarms = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    field_order = ("said", "kind", "better", "unless", "everywhere")

    def __init__(
        self,
        data: Any = None,
        *,
        may_everywhere: bool = False,
        entry: LexiconEntry | None = None,
    ) -> None:
        kept = {one: getattr(entry, one) for one in Word._fields} if entry is not None else None
        super().__init__(data, may_everywhere=may_everywhere, initial=kept)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one.value, kinds.title(one)) for one in KINDS]

    def word(self) -> Word:
        """Return what was filled in, also when a field of it was refused."""
        return Word(**{name: self.data.get(name, "") for name in Word._fields})
