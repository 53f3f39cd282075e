"""The router that every facet of this API adds its doors to."""

from ninja import Router

router = Router(tags=["notices"])
