from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "methods"

    def ready(self) -> None:
        from . import transfer  # noqa: F401 - registering needs the models loaded
