from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from . import (  # noqa: F401 - registering needs the models loaded
            second_factor,
            transfer,
        )
