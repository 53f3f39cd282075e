"""People, homes and coming in through the API."""

from ninja import Router

from nuanlin.domains.people.api.access import router as access
from nuanlin.domains.people.api.coming_in import router as coming_in
from nuanlin.domains.people.api.duty import router as duty
from nuanlin.domains.people.api.homes import router as homes
from nuanlin.domains.people.api.office import router as office
from nuanlin.domains.people.api.own_home import router as own_home
from nuanlin.domains.people.api.persons import router as persons
from nuanlin.domains.people.api.residents import router as residents
from nuanlin.domains.people.api.rosters import router as rosters

router = Router()
for part in (own_home, coming_in, homes, residents, persons, access, office, duty, rosters):
    router.add_router("", part)

__all__ = ["router"]
