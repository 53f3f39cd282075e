"""The one router of reception, which the modules beside it fill."""

from ninja import Router

router = Router(tags=["reception"])
