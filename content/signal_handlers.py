"""Keeps the catalogue in step with publishing. One line each; the work is in `content.catalogue`."""

from typing import Any

from django.core.signals import request_finished
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import catalogue, rich_links


@receiver([page_published, page_unpublished])
def follow_publishing(instance: Page, **kwargs: Any) -> None:
    catalogue.refresh_page(instance.pk)


@receiver(post_page_move)
def follow_move(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    catalogue.follow_move(instance.pk, {parent_page_before, parent_page_after})


@receiver(post_delete)
def follow_deletion(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if getattr(sender, "kind", "") and hasattr(sender, "card_facts"):
        catalogue.forget(instance)


@receiver(request_finished)
def forget_links(**kwargs: Any) -> None:
    rich_links.forget()
