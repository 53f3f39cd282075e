"""The service desk's part of the API: reading cases, and every verb of the loop."""

from ninja import Router

from nuanlin.domains.service_desk.api.reading import router as reading
from nuanlin.domains.service_desk.api.steps import router as steps

router = Router()
router.add_router("", reading)
router.add_router("", steps)

__all__ = ["router"]
