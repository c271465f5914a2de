from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from . import checks, editing, indexing  # noqa: F401 - registering needs the models loaded
