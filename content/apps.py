from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"

    def ready(self) -> None:
        from . import checks, signal_handlers, transfer_kinds  # noqa: F401 - registering needs the models loaded
        from .restriction_sync import install  # wagtail-localize's models must be loaded

        install()
