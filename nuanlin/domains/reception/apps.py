from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "nuanlin.domains.reception"

    def ready(self) -> None:
        """Listen for cases that came of a contact, and say where the contact is shown."""
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from nuanlin.domains.reception.linking import forget_call, forget_visit, link_origin
        from nuanlin.domains.service_desk.origins import offer
        from nuanlin.foundation.audit.subscriptions import subscribe

        subscribe("case.recorded", link_origin)
        offer(
            "call",
            _("The call it came from"),
            lambda pk: reverse("reception:call", args=[pk]),
            forget=forget_call,
        )
        offer(
            "visit",
            _("The visit it came from"),
            lambda pk: reverse("reception:visit", args=[pk]),
            forget=forget_visit,
        )
