"""The steps at a complaint or a suggestion, in the dialog in which all steps are (C1-C4)."""

from typing import Any

from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.forms import complaints as forms
from nuanlin.domains.service_desk.models import Verdict
from nuanlin.domains.service_desk.staff.one_step import Step


def _said(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "file_ids"}


OPINION_STEPS = {
    "hear": Step(
        title=lazy("What was heard and found"),
        short=lazy("Heard and found"),
        button=lazy("Keep"),
        told=lazy("Kept in the register."),
        icon="ear",
        form=forms.HearForm,
        act=lambda pk, given, by: actions.hear_complaint(pk, **_said(given), by=by),
        note=lazy("If it goes beyond your duty, your superior has it at once and is told."),
        tone="blue",
    ),
    "targets": Step(
        title=lazy("Which colleague is it about"),
        short=lazy("Who is complained about"),
        button=lazy("Keep"),
        told=lazy("Kept. It no longer exists for whom it is about."),
        icon="user-round-x",
        form=forms.TargetsForm,
        act=lambda pk, given, by: actions.name_targets(pk, staff_ids=given["staff"], by=by),
        note=lazy(
            "They cannot find, handle or hear of it. Choose nobody if it is about no colleague."
        ),
        tone="amber",
    ),
    "handlers": Step(
        title=lazy("Who may see the reporter"),
        short=lazy("Who may see the reporter"),
        button=lazy("Keep"),
        told=lazy("Kept. Each look at the reporter is recorded."),
        icon="lock",
        form=forms.HandlersForm,
        act=lambda pk, given, by: actions.name_handlers(pk, staff_ids=given["staff"], by=by),
        note=lazy("Name whoever handles it and whoever calls afterwards, nobody else."),
        tone="amber",
    ),
    "mediate": Step(
        title=lazy("Both sides were heard"),
        short=lazy("Note a mediation"),
        button=lazy("Keep the note"),
        told=lazy("Noted, for staff alone."),
        icon="users",
        form=forms.MediateForm,
        act=lambda pk, given, by: actions.note_mediation(pk, **_said(given), by=by),
        note=lazy("Both sides in their own words, then what came of it. Only staff read this."),
        tone="blue",
    ),
    "verdict": Step(
        title=lazy("What becomes of the suggestion"),
        short=lazy("Decide on it"),
        button=lazy("Decide and answer"),
        told=lazy("Decided. Whoever suggested it reads your answer."),
        icon="lightbulb",
        form=forms.VerdictForm,
        act=lambda pk, given, by: actions.decide_idea(
            pk,
            verdict=Verdict(given["verdict"]),
            reason=given["reason"],
            due_on=given["due_on"],
            by=by,
        ),
        note=lazy(
            "The answer begins with thanks; your reason follows. A no deserves the best words."
        ),
        tone="jade",
    ),
    "carry-out": Step(
        title=lazy("It has been done"),
        short=lazy("It has been done"),
        button=lazy("Done"),
        told=lazy("Done. Whoever suggested it is told and asked."),
        icon="check",
        form=forms.CarriedOutForm,
        act=lambda pk, given, by: actions.carry_out_idea(pk, result=given["result"], by=by),
        tone="jade",
    ),
    "publish": Step(
        title=lazy("Tell all residents"),
        short=lazy("Tell all residents"),
        button=lazy("Tell all"),
        told=lazy("Told. It stands on “You said, we did”."),
        icon="megaphone",
        form=forms.PublishForm,
        act=lambda pk, given, by: actions.publish_idea(pk, **_said(given), by=by),
        note=lazy("Everybody who lives here reads these words. Name nobody who has not agreed."),
        tone="jade",
    ),
}
