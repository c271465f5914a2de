from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "conferences"

    def ready(self) -> None:
        from . import transfer  # noqa: F401 - registering needs the models loaded
