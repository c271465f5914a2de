from django.apps import AppConfig


class IdeasConfig(AppConfig):
    name = "ideas"

    def ready(self) -> None:
        from . import transfer  # noqa: F401 - registering needs the models loaded
