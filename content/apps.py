from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"

    def ready(self) -> None:
        from . import (  # noqa: F401 - registering needs the models loaded
            checks,
            restriction_sync,  # wagtail-localize's models must be loaded
            signal_handlers,
            transfer_kinds,
        )

        restriction_sync.install()
