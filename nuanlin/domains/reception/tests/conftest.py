"""Matters at each of their stages, as the service desk's own tests have them."""

from nuanlin.domains.service_desk.tests.conftest import folder, stage

__all__ = ["folder", "stage"]
