from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "nuanlin.domains.people"

    def ready(self) -> None:
        from nuanlin.domains.people.queries.staff import administrators, colleagues
        from nuanlin.foundation.accounts import administrators as running_the_house
        from nuanlin.foundation.service_language import colleagues as working_here

        running_the_house.known_by(administrators)
        working_here.known_by(colleagues)
