from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from . import transfer  # noqa: F401 - registering needs the models loaded
