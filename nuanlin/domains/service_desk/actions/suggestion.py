"""Learning overnight what words mean which category, from what the office made of its cases."""

from django.db import transaction
from django.utils import timezone

from nuanlin.domains.service_desk.learning import Lesson, learnt
from nuanlin.domains.service_desk.models import Case, State, SuggestionModel
from nuanlin.domains.service_desk.queries.choices import categories
from nuanlin.lib import clock

# The latest ones: words change with the seasons, and a night has an end.
MOST_LESSONS = 20_000
KEPT = 30


@transaction.atomic
def retrain() -> SuggestionModel:
    """Learn anew from the latest cases and keep it as today's; once more the same day replaces it.

    A case teaches once somebody of the office has looked at it; what was withdrawn teaches nothing.
    """
    names = [(one.code, f"{one.name_zh} {one.name_en}") for one in categories() if one.parent_id]
    lessons = _lessons({code for code, _name in names})
    (model, urgencies), accuracy = learnt(lessons, names)
    kept, _new = SuggestionModel.objects.update_or_create(
        trained_on=clock.today(),
        defaults={
            "trained_at": timezone.now(),
            "cases": len(lessons),
            "categories": model.as_json(),
            "urgencies": urgencies.as_json(),
            "accuracy": accuracy,
        },
    )
    old = SuggestionModel.objects.order_by("-trained_on").values_list("pk", flat=True)[KEPT:]
    SuggestionModel.objects.filter(pk__in=list(old)).delete()
    return kept


def _lessons(offered: set[str]) -> list[Lesson]:
    judged = Case.objects.filter(category__isnull=False).exclude(
        state__in=[State.SUBMITTED, State.WITHDRAWN]
    )
    rows = judged.order_by("-pk").values_list("description", "title", "category__code", "urgency")[
        :MOST_LESSONS
    ]
    return [
        Lesson(description or title, code, urgency)
        for description, title, code, urgency in rows
        if code in offered
    ]
