"""The service catalogue as managers keep it: every category, the retired ones too."""

from dataclasses import dataclass, field

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Category
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing


@dataclass(frozen=True, slots=True)
class CatalogueGroup:
    """A group with what stands in it: in use, and retired."""

    group: Category
    leaves: list[Category] = field(default_factory=list)
    retired: list[Category] = field(default_factory=list)


def catalogue_tree() -> list[CatalogueGroup]:
    """Return all groups in their order, the retired ones last. One statement."""
    rows = list(Category.objects.all())
    groups = {row.pk: CatalogueGroup(row) for row in rows if row.parent_id is None}
    for row in rows:
        if row.parent_id is not None:
            group = groups[row.parent_id]
            (group.retired if row.retired else group.leaves).append(row)
    return sorted(groups.values(), key=lambda one: one.group.retired)


def whole_catalogue(actor: Actor) -> list[Category]:
    """Return every group and category in order, for whoever may change them. Raises Missing."""
    if not policy.may_edit_catalogue(actor):
        raise Missing
    return list(Category.objects.all())


def catalogue_groups() -> list[Category]:
    """Return the groups that a category can be put in."""
    return list(Category.objects.filter(parent__isnull=True, retired=False))


def category_to_edit(category_id: int, actor: Actor) -> Category:
    """Return a category with its group, for whoever may change it. Raises Missing."""
    if not policy.may_edit_catalogue(actor):
        raise Missing
    return one(Category.objects.select_related("parent"), category_id)
