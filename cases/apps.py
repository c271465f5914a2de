from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from . import transfer  # noqa: F401 - registering needs the models loaded
