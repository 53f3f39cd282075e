"""Forms of coming in: slips, asking without one, and what the office answers."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanlin.domains.estate.models import Building, Entrance
from nuanlin.domains.people.forms.people import DayField
from nuanlin.domains.people.models import InstructionKind, OccupancyRole
from nuanlin.foundation.accounts.forms import NewPasswordMixin
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.service_language.widgets import outgoing
from nuanlin.lib import phones
from nuanlin.lib.language.phrases import Moment

LIVING_ROLES = [
    (OccupancyRole.OWNER.value, OccupancyRole.OWNER.label),
    (OccupancyRole.FAMILY.value, OccupancyRole.FAMILY.label),
    (OccupancyRole.TENANT.value, OccupancyRole.TENANT.label),
    (OccupancyRole.TEMPORARY.value, OccupancyRole.TEMPORARY.label),
]
HOLDERS = "owner,tenant"
EVERYBODY = "owner,family,tenant,temporary"


class SignInPhoneField(forms.CharField):
    """A phone number in any habit, as the stored name of an account."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Phone number"))
        options.setdefault("max_length", 40)
        options.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "username"})
        )
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """Return the number as E.164."""
        typed = super().clean(value)
        try:
            number = phones.canonical(typed)
        except phones.PhoneInvalid as invalid:
            raise ValidationError(
                _("This number has %(digits)s digits. A mobile number has 11.")
                % {"digits": invalid.digits}
            ) from invalid
        if number is None or ";" in number:
            raise ValidationError(_("Please give a number we can reach you by, best your mobile."))
        return number


class CodeForm(forms.Form):
    """The code of a slip."""

    code = forms.CharField(
        label=gettext_lazy("Code on the slip"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class BindHereForm(forms.Form):
    """Using a slip with the account that is signed in; a name only where none is known."""

    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    name = _name_field()

    def __init__(self, *args: Any, ask_name: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not ask_name:
            del self.fields["name"]


class BindForm(NewPasswordMixin):
    """Using a slip with a phone number and a password."""

    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    name = _name_field()
    phone = SignInPhoneField()
    field_order = ["code", "name", "phone", "password1", "password2"]

    def __init__(self, *args: Any, ask_name: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not ask_name:
            del self.fields["name"]


class JoinHereForm(forms.Form):
    """Asking for a home with the account that is signed in."""

    community = forms.TypedChoiceField(label=gettext_lazy("Community"), coerce=int)
    address = forms.CharField(
        label=gettext_lazy("Building, entrance, room"),
        max_length=60,
        help_text=gettext_lazy("As on your door plate, such as 3-2-501."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = _name_field()
    role = forms.ChoiceField(
        label=gettext_lazy("You are here as"),
        choices=LIVING_ROLES,
        widget=forms.RadioSelect,
        initial=OccupancyRole.OWNER,
    )

    def __init__(self, *args: Any, communities: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        community = self.fields["community"]
        assert isinstance(community, forms.TypedChoiceField)
        community.choices = communities
        if len(communities) == 1:
            community.initial = communities[0][0]
            community.widget = forms.HiddenInput()


class JoinForm(JoinHereForm, NewPasswordMixin):
    """Asking for a home, with an account that is opened for it."""

    phone = SignInPhoneField()
    field_order = ["community", "address", "name", "role", "phone", "password1", "password2"]

    def clean(self) -> dict[str, Any]:
        """Refuse a password like the number here, where it says nothing about other accounts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("phone") and cleaned.get("password1"):
            try:
                validate_password(cleaned["password1"], User(username=cleaned["phone"]))
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class OwnInstructionForm(forms.Form):
    """What a resident wants everybody who calls or comes to know."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        choices=InstructionKind.choices,
        widget=forms.RadioSelect,
        initial=InstructionKind.AWAY,
    )
    text = forms.CharField(label=gettext_lazy("In a few words"), max_length=200, required=False)
    until = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Leave it empty if it holds until you end it."),
    )


class BuildingSlipsForm(forms.Form):
    """Whom to print slips for, in a building or one of its entrances."""

    place = forms.ChoiceField(label=gettext_lazy("For whom"), widget=forms.Select)
    roles = forms.ChoiceField(
        label=gettext_lazy("Slips for"),
        choices=[
            (HOLDERS, gettext_lazy("Owners and tenants")),
            (EVERYBODY, gettext_lazy("Everybody who lives there")),
        ],
        initial=HOLDERS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, buildings: list[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.label = _("Building or entrance")
        several = len({building.community_id for building in buildings}) > 1
        place.choices = [
            (value, label) for building in buildings for value, label in _places(building, several)
        ]

    def clean_place(self) -> tuple[int, int | None]:
        """Return the ids of building and entrance."""
        building, _sep, entrance = str(self.cleaned_data["place"]).partition("/")
        return int(building), int(entrance) if entrance else None


def _places(building: Building, several: bool) -> list[tuple[str, str]]:
    name = _("Building %(label)s") % {"label": building.label}
    if several:
        name = f"{building.community.name} · {name}"
    entrances: list[Entrance] = list(building.entrances.all())
    shown = [(str(building.pk), name)]
    if len(entrances) > 1:
        shown += [
            (
                f"{building.pk}/{entrance.pk}",
                _("%(building)s, entrance %(label)s") % {"building": name, "label": entrance.label},
            )
            for entrance in entrances
        ]
    return shown


class HomeSlipForm(forms.Form):
    """One slip: for somebody of the home, or for somebody still to be written down."""

    for_whom = forms.ChoiceField(label=gettext_lazy("For whom"), widget=forms.RadioSelect)
    role = forms.ChoiceField(
        label=gettext_lazy("As"), choices=LIVING_ROLES, initial=OccupancyRole.FAMILY
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        whom = self.fields["for_whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [
            *((str(pk), name) for pk, name in people),
            ("", _("Somebody not written down yet")),
        ]
        whom.required = False


class ConfirmForm(forms.Form):
    """Whom the asker is: somebody known, or somebody new in that home."""

    home = forms.IntegerField()
    person = forms.IntegerField(required=False)
    role = forms.ChoiceField(choices=LIVING_ROLES)


class DeclineForm(forms.Form):
    """Why somebody is not let in."""

    reason = forms.CharField(
        label=gettext_lazy("Why not, in words for them"),
        max_length=200,
        widget=outgoing(Moment.REFUSING, Moment.APOLOGY),
    )
