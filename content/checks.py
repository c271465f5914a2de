"""The house's conventions as system checks, so that a new page type cannot forget one."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, register


@register()
def page_types_keep_the_contract(**kwargs: Any) -> list[Error]:
    """Every concrete page type has a kind with a label and says where it may live."""
    from .kinds import KIND_LABELS  # read late: checks are imported while apps load
    from .models import BasePage

    errors = []
    for model in apps.get_models():
        if not issubclass(model, BasePage):
            continue
        if model.kind not in KIND_LABELS:
            errors.append(
                Error(
                    f"{model.__name__}.kind is not in content.kinds.KIND_LABELS",
                    obj=model,
                    id="content.E001",
                )
            )
        if "parent_page_types" not in {
            name
            for base in model.__mro__[:-1]
            for name in vars(base)
            if base.__module__.startswith(
                ("content", "methods", "ideas", "cases", "courses", "conferences", "portal")
            )
        }:
            errors.append(
                Error(
                    f"{model.__name__} does not say where it may live",
                    hint="Set parent_page_types.",
                    obj=model,
                    id="content.E002",
                )
            )
        if not model.page_description and not model._meta.abstract:
            errors.append(
                Error(f"{model.__name__} has no page_description", obj=model, id="content.E003")
            )
    return errors
