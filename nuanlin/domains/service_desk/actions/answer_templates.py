"""Words that answers begin with: a manager keeps them for the community or the company."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.answer_words import check
from nuanlin.domains.service_desk.loop import allow
from nuanlin.domains.service_desk.models import AnswerTemplate
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal


@transaction.atomic
def add_template(*, community_id: int | None, name: str, text: str, by: Actor) -> AnswerTemplate:
    """Keep a template for a community, or for the whole company when None.

    Raises Refusal for a field that nobody can fill in, or a name that is taken.
    """
    if community_id is not None:
        policy.at_work_in(by, community_id)
    allow(policy.may_edit_templates(by, community_id))
    template = AnswerTemplate(community_id=community_id)
    return _keep(template, name, text, "template.added", by)


@transaction.atomic
def change_template(template_id: int, *, name: str, text: str, by: Actor) -> AnswerTemplate:
    """Give a template another name or text. Raises Missing, or Refusal as ``add_template``."""
    return _keep(_locked(template_id, by), name, text, "template.changed", by)


@transaction.atomic
def remove_template(template_id: int, *, by: Actor) -> AnswerTemplate:
    """Offer a template no longer; answers written with it stay. Raises Missing."""
    template = _locked(template_id, by)
    template.retired = True
    template.save(update_fields=["retired"])
    record("template.removed", subject=template, by=by, community_id=template.community_id)
    return template


def _locked(template_id: int, by: Actor) -> AnswerTemplate:
    found = AnswerTemplate.objects.select_for_update().filter(pk=template_id, retired=False).first()
    if found is None or not policy.may_edit_templates(by, found.community_id):
        raise Missing
    return found


def _keep(template: AnswerTemplate, name: str, text: str, verb: str, by: Actor) -> AnswerTemplate:
    template.name, template.text = name.strip(), text.strip()
    if not template.name:
        raise Refusal("name_missing", _("Please give the template a name."), field="name")
    if not template.text:
        raise Refusal("text_missing", _("Please write the words."), field="text")
    check(template.text)
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as taken:
        raise Refusal(
            "name_taken",
            _("There is a template of this name already. Please choose another."),
            field="name",
        ) from taken
    record(verb, subject=template, by=by, community_id=template.community_id)
    return template
