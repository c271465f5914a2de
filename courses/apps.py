from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        from . import signal_handlers, transfer  # noqa: F401 - registering needs the models loaded
        from .packages import signal_handlers as package_handlers  # noqa: F401 - as above
