"""What managers fill in about a category: names, who does it, what is asked, checked and proven."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from secrets import token_hex
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.people.models import DepartmentKind
from nuanlin.domains.service_desk.actions.catalogue import CategoryFacts
from nuanlin.domains.service_desk.icons import ICONS
from nuanlin.domains.service_desk.models import (
    Category,
    Question,
    QuestionKind,
    Runs,
    Urgency,
    UsualMaterial,
    Wording,
)
from nuanlin.lib.money import yuan

MOST_ROWS = 30
LONGEST = 120
MONTH = 31 * 24 * 60
DEAREST = Decimal("99999.99")
COLUMNS = {
    "questions": ("question_zh", "question_en", "question_kind", "question_key"),
    "checklist": ("check_zh", "check_en"),
    "materials": ("material_name", "material_unit", "material_price"),
}
Row = tuple[str, ...]


class GroupForm(forms.Form):
    """A heading of the catalogue: its names and its sign."""

    name_zh = forms.CharField(label=lazy("Name in Chinese"), max_length=40)
    name_en = forms.CharField(
        label=lazy("Name in English"),
        max_length=60,
        required=False,
        help_text=lazy("Without it, the Chinese name is shown to everybody."),
    )
    icon = forms.ChoiceField(
        label=lazy("Sign"), choices=list(ICONS.items()), widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, category: Category | None = None) -> None:
        self.category = category
        first: dict[str, Any] = {"icon": "wrench"}
        if category is not None:
            first = {name: getattr(category, name) for name in self.base_fields if name != "parent"}
            first["parent"] = category.parent_id
        super().__init__(data, initial=first)
        icon = self.fields["icon"]
        assert isinstance(icon, forms.ChoiceField)
        if category is not None and category.icon not in ICONS:
            icon.choices = [(category.icon, category.icon), *ICONS.items()]

    def facts(self) -> CategoryFacts:
        """Return what was typed; call after ``is_valid``."""
        return CategoryFacts(**self.cleaned_data)


class CategoryForm(GroupForm):
    """A category that can be chosen."""

    parent = forms.TypedChoiceField(
        label=lazy("Group"), coerce=int, error_messages={"required": lazy("Please choose a group.")}
    )
    department = forms.ChoiceField(label=lazy("Who does it"), choices=DepartmentKind.choices)
    urgency = forms.ChoiceField(
        label=lazy("Urgency"),
        choices=Urgency.choices,
        initial=Urgency.NORMAL,
        widget=forms.RadioSelect,
    )
    promise_minutes = forms.IntegerField(
        label=lazy("First contact within"), min_value=1, max_value=MONTH, initial=24 * 60
    )
    update_minutes = forms.IntegerField(
        label=lazy("A word to the owner every"), required=False, min_value=1, max_value=MONTH
    )
    solution_minutes = forms.IntegerField(
        label=lazy("Right again within"), required=False, min_value=1, max_value=MONTH
    )
    runs = forms.ChoiceField(label=lazy("Counted"), choices=Runs.choices, required=False)
    follow_up_hours = forms.IntegerField(
        label=lazy("Called after the work within"),
        required=False,
        min_value=1,
        max_value=24 * 30,
        help_text=lazy("Empty: 48 hours, for a complaint 3 days."),
    )
    call_needed = forms.BooleanField(
        label=lazy("Call even when the owner has answered in the app"), required=False
    )
    photo_before = forms.BooleanField(label=lazy("Photo before the work"), required=False)
    photo_after = forms.BooleanField(label=lazy("Photo after the work"), required=False)
    assign_automatically = forms.BooleanField(
        label=lazy("Once classified, send the best of those on duty by itself"), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        category: Category | None = None,
        groups: Sequence[Category],
        group_id: int | None = None,
    ) -> None:
        super().__init__(data, category=category)
        if category is None:
            self.initial.update(parent=group_id)
        offered = {group.pk: group.name for group in groups}
        if category is not None and category.parent is not None:
            offered.setdefault(category.parent.pk, category.parent.name)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ChoiceField)
        parent.choices = [("", _("Choose")), *offered.items()]

    def clean(self) -> dict[str, Any]:
        """Read the rows of questions, checks and materials."""
        given = super().clean() or self.cleaned_data
        given["questions"] = list(self._questions())
        given["checklist"] = [Wording(zh=zh, en=en) for zh, en in self._typed("checklist") if zh]
        given["materials"] = list(self._materials())
        return given

    def facts(self) -> CategoryFacts:
        """Return what was typed; call after ``is_valid``."""
        given = dict(self.cleaned_data)
        return CategoryFacts(parent_id=given.pop("parent"), **given)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a list as they were typed or are kept, with an empty one to go on."""
        columns = COLUMNS[name]
        if self.is_bound:
            rows = [row for row in self._typed(name) if row[0]]
        else:
            kept = getattr(self.category, name) if self.category is not None else []
            keys = [column.partition("_")[2] for column in columns]
            rows = [tuple(str(one[key]) for key in keys) for one in kept]
        return [*rows, ("",) * len(columns)]

    def _typed(self, name: str) -> list[Row]:
        data = self.data
        assert isinstance(data, QueryDict)
        lists = [data.getlist(column) for column in COLUMNS[name]]
        rows = list(zip(*lists, strict=False))[:MOST_ROWS]
        return [tuple(" ".join(cell.split())[:LONGEST] for cell in row) for row in rows]

    def _questions(self) -> Iterator[Question]:
        kinds, seen = set(QuestionKind.values), set()
        for zh, en, kind, key in self._typed("questions"):
            if not zh:
                continue
            key = key if key and key not in seen else token_hex(4)
            seen.add(key)
            chosen = kind if kind in kinds else QuestionKind.YES_NO.value
            yield Question(key=key[:20], zh=zh, en=en, kind=chosen)

    def _materials(self) -> Iterator[UsualMaterial]:
        for name, unit, price in self._typed("materials"):
            if not name:
                continue
            try:
                amount = yuan(price) if price else None
            except ValueError:
                amount = Decimal(-1)
            if amount is not None and not 0 <= amount <= DEAREST:
                self.add_error(
                    None, _("%(name)s: please write the price in yuan.") % {"name": name}
                )
                continue
            shown = "" if amount is None else str(amount)
            yield UsualMaterial(name=name[:60], unit=unit[:10], price=shown)
