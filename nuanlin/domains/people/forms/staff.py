"""Forms about departments, staff members and posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.actions.staff import PostFacts, StaffFacts
from nuanlin.domains.people.forms.homes import KeyField
from nuanlin.domains.people.models import Department, DepartmentKind, StaffMember
from nuanlin.foundation.accounts.actors import Role


class DepartmentForm(forms.Form):
    """A department of an office."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("What it does"), choices=DepartmentKind.choices)


class EditDepartmentForm(DepartmentForm):
    """A department that exists."""

    retired = forms.BooleanField(label=_("No longer in use"), required=False)


class NewDepartmentForm(DepartmentForm):
    """A department to add to one of the communities one administers."""

    community = KeyField(label=_("Community"))
    field_order = ["community", "name", "kind"]

    def __init__(self, *args: Any, communities: list[Community], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["community"]
        assert isinstance(field, KeyField)
        field.offer(communities)


class PostForm(forms.Form):
    """A role in a community, in a department if there is one for it."""

    role = forms.ChoiceField(label=_("Works as"))
    community = KeyField(label=_("Community"), required=False)
    department = KeyField(label=_("Department"), required=False)

    def __init__(
        self,
        *args: Any,
        communities: list[Community],
        departments: list[Department],
        administrators: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        role, community, department = (
            self.fields[name] for name in ("role", "community", "department")
        )
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(community, KeyField)
        assert isinstance(department, KeyField)
        role.choices = [
            (value, label)
            for value, label in Role.choices
            if administrators or value != Role.ADMINISTRATOR.value
        ]
        community.offer(communities)
        community.required = not administrators
        if administrators:
            community.help_text = _("Leave it empty for an administrator of the company.")
            community.offer(communities, _("The whole company"))
        several = len(communities) > 1
        department.choices = [
            ("", _("None")),
            *(
                (row.pk, f"{row.community.name} · {row.name}" if several else row.name)
                for row in departments
            ),
        ]

    def post(self) -> PostFacts:
        """Return the post that was typed."""
        data = self.cleaned_data
        return PostFacts(data["role"], data["community"], data["department"])


class StaffForm(forms.Form):
    """What is written down about a staff member."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    known_as = forms.CharField(
        label=_("Known to residents as"),
        max_length=30,
        required=False,
        help_text=_("Residents see this instead of the name, such as Mr Li."),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    @staticmethod
    def initial_of(staff: StaffMember) -> dict[str, Any]:
        """Return what the form shows for a staff member."""
        return {
            "name": staff.name,
            "known_as": staff.known_as,
            "phone": staff.phone.removeprefix("+86"),
        }

    def facts(self) -> StaffFacts:
        """Return what was typed."""
        data = self.cleaned_data
        return StaffFacts(
            name=data["name"],
            phone=data["phone"],
            known_as=data["known_as"],
            username=data.get("username", ""),
        )


class NewStaffForm(StaffForm, PostForm):
    """Somebody who starts to work here, with a first post."""

    username = forms.CharField(
        label=_("Signs in as"),
        max_length=60,
        required=False,
        help_text=_("Leave it empty to sign in with the phone number, or with the name in pinyin."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ["name", "known_as", "phone", "username", "role", "community", "department"]
