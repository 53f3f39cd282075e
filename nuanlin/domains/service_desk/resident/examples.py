"""Examples of what a resident might write, so that nobody sits before an empty box."""

from django.utils.translation import gettext_lazy as _

from nuanlin.domains.service_desk.models import Category, Urgency

EXAMPLES = {
    "water": _("For example: the joint below the kitchen sink drips, I have put a bowl under it"),
    "power": _("For example: the light in the bathroom does not come on, the others do"),
    "drains": _("For example: the kitchen drain runs off very slowly since yesterday"),
    "lift": _("For example: the left lift of entrance 2 stands at the third floor"),
    "door": _("For example: the door of entrance 2 does not close by itself"),
    "house": _("For example: the wall below the window is wet after each rain"),
    "heating": _("For example: the radiator in the bedroom stays cold, the others are warm"),
    "cleaning": _("For example: there has been refuse on the stairs of the fourth floor for days"),
    "greens": _("For example: a branch lies across the path behind building 3"),
    "parking": _("For example: a car with the plate … stands in my space"),
    "help": _("For example: please help me carry a cupboard upstairs, at the weekend if possible"),
}
OPINION = _("Tell us what happened, or how it could be better. We read every word.")
ANYTHING = _("Tell us in a few words what happened and where")


def example_for(category: Category | None) -> str:
    """Return an example that fits what was chosen."""
    if category is None:
        return str(OPINION)
    if category.parent is None or category.urgency == Urgency.EMERGENCY:
        return str(ANYTHING)
    heading = category.parent.code
    return str(EXAMPLES.get(heading, ANYTHING))
