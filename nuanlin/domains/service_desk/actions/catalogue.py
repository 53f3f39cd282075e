"""Keeping the service catalogue without a programmer: add, change, move, retire (B2, B3)."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from nuanlin.domains.people.models import DepartmentKind
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.icons import ICONS
from nuanlin.domains.service_desk.loop import allow
from nuanlin.domains.service_desk.models import (
    Category,
    Question,
    Runs,
    Urgency,
    UsualMaterial,
    Wording,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import names

STEP = 10


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """What is said of a category; without ``parent_id`` it is a group and needs but a name."""

    name_zh: str
    name_en: str = ""
    icon: str = "wrench"
    parent_id: int | None = None
    department: str = DepartmentKind.FRONT_DESK.value
    urgency: str = Urgency.NORMAL.value
    promise_minutes: int = 24 * 60
    update_minutes: int | None = None
    solution_minutes: int | None = None
    runs: str = Runs.BY_URGENCY.value
    follow_up_hours: int | None = None
    call_needed: bool = False
    photo_before: bool = False
    photo_after: bool = False
    assign_automatically: bool = False
    questions: list[Question] = field(default_factory=list)
    checklist: list[Wording] = field(default_factory=list)
    materials: list[UsualMaterial] = field(default_factory=list)


@transaction.atomic
def add_category(*, facts: CategoryFacts, by: Actor) -> Category:
    """Add a group, or a category to a group, at its end. Raises Refusal."""
    allow(policy.may_edit_catalogue(by))
    fields = _fields(facts)
    category = Category(code=_new_code(facts.name_zh), order=_last() + STEP, **fields)
    category.save(force_insert=True)
    _tell("category.added", category, by)
    return category


@transaction.atomic
def edit_category(category_id: int, *, facts: CategoryFacts, by: Actor) -> Category:
    """Change what is said of a category; with another group it moves to that group's end.

    Open cases keep the category and hear of the change at their next step. Raises Missing, Refusal.
    """
    allow(policy.may_edit_catalogue(by))
    category = locked(Category.objects.all(), category_id)
    if (facts.parent_id is None) != (category.parent_id is None):
        raise Refusal("no_group", _("Please choose a group."), field="parent")
    fields = _fields(facts, but=category)
    changed = sorted(name for name, value in fields.items() if getattr(category, name) != value)
    if not changed:
        return category
    for name in changed:
        setattr(category, name, fields[name])
    if "parent_id" in changed:
        category.order = _last() + STEP
    category.save()
    _tell("category.changed", category, by, fields=changed)
    return category


@transaction.atomic
def move_category(category_id: int, *, up: bool, by: Actor) -> Category:
    """Let a category change places with its neighbour; the first and the last stay."""
    allow(policy.may_edit_catalogue(by))
    category = locked(Category.objects.all(), category_id)
    row = list(Category.objects.select_for_update().filter(parent=category.parent_id))
    place = [one.pk for one in row].index(category.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(row):
        row[place], row[other] = row[other], row[place]
        orders = sorted(one.order for one in row)
        for one, order in zip(row, orders, strict=True):
            one.order = order
        Category.objects.bulk_update(row, ["order"])
        _tell("category.moved", category, by, up=up)
    return category


@transaction.atomic
def retire_category(category_id: int, *, by: Actor) -> Category:
    """Offer a category no longer, a group with all that stands in it; open cases keep it."""
    return _set_retired(category_id, True, by)


@transaction.atomic
def restore_category(category_id: int, *, by: Actor) -> Category:
    """Offer a retired category again."""
    return _set_retired(category_id, False, by)


def _set_retired(category_id: int, retired: bool, by: Actor) -> Category:
    allow(policy.may_edit_catalogue(by))
    category = locked(Category.objects.all(), category_id)
    if category.retired == retired:
        raise Refusal("already_done", _("This step was noted before."))
    if not retired:
        _refuse_same_name(category.name_zh, category.parent_id, but=category)
    category.retired = retired
    category.save(update_fields=["retired"])
    _tell("category.retired" if retired else "category.restored", category, by)
    return category


def _fields(facts: CategoryFacts, *, but: Category | None = None) -> dict[str, Any]:
    """Return the columns that ``facts`` fill, after looking whether they make sense together."""
    name = facts.name_zh.strip()
    if not name:
        raise Refusal("name_missing", _("Please give it a name in Chinese."), field="name_zh")
    if facts.icon not in ICONS and (but is None or facts.icon != but.icon):
        raise Refusal("no_such_icon", _("Please choose one of these signs."), field="icon")
    if facts.parent_id is not None:
        group = Category.objects.filter(pk=facts.parent_id, parent__isnull=True, retired=False)
        stays = but is not None and but.parent_id == facts.parent_id
        if not stays and not group.exists():
            raise Refusal("no_group", _("Please choose a group."), field="parent")
    _refuse_same_name(name, facts.parent_id, but=but)
    fields: dict[str, Any] = {
        "parent_id": facts.parent_id,
        "name_zh": name,
        "name_en": facts.name_en.strip(),
        "icon": facts.icon,
    }
    if facts.parent_id is None:
        return fields if but is not None else {**fields, "department": facts.department}
    kept = (
        "department", "urgency", "promise_minutes", "update_minutes", "solution_minutes", "runs",
        "follow_up_hours", "call_needed", "photo_before", "photo_after", "assign_automatically",
        "questions", "checklist", "materials",
    )  # fmt: skip
    return fields | {column: getattr(facts, column) for column in kept}


def _refuse_same_name(name: str, parent_id: int | None, *, but: Category | None) -> None:
    same = Category.objects.filter(name_zh=name, parent=parent_id, retired=False)
    if same.exclude(pk=but.pk if but is not None else 0).exists():
        raise Refusal(
            "name_taken", _("There is one of this name already. Please choose another."),
            field="name_zh",
        )  # fmt: skip


def _last() -> int:
    last: int | None = Category.objects.aggregate(last=Max("order"))["last"]
    return last or 0


def _new_code(name: str) -> str:
    """Return a code nobody has, from how the name is spoken."""
    spoken = "".join(sign for sign in names.pinyin(name).lower() if sign.isascii())
    stem = "own-" + ("".join(sign for sign in spoken if sign.isalnum())[:40] or "category")
    taken = set(Category.objects.filter(code__startswith=stem).values_list("code", flat=True))
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code


def _tell(verb: str, category: Category, by: Actor, **data: Any) -> None:
    record(verb, subject=category, by=by, data={"code": category.code, **data})
