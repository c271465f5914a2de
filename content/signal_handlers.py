"""Keeps the catalogue in step with publishing. One line each; the work is in `content.catalogue`."""

from functools import partial
from typing import Any

from django.core.signals import request_finished
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
)
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import catalogue, documents, rich_links
from .models import PortalDocument


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
        ReferenceIndex.remove_for_object(instance)  # Wagtail does it too, but perhaps later
        catalogue.forget(instance)


@receiver(post_save, sender=PortalDocument)
def follow_document(instance: PortalDocument, **kwargs: Any) -> None:
    documents.follow_document(instance)


@receiver(catalogue.catalogue_changed)
def follow_entries(changed: list[int], **kwargs: Any) -> None:
    documents.follow_entries(changed)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_page_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    documents.follow_page_restriction(instance)


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def follow_collection_restriction(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    documents.follow_collection(instance.collection_id)


@receiver(post_save, sender=Collection)
def follow_collection(instance: Collection, **kwargs: Any) -> None:
    """The admin saves a collection and then moves it, which sends no signal: look when all is done."""
    transaction.on_commit(partial(documents.follow_collection, instance.pk))


@receiver(request_finished)
def forget_links(**kwargs: Any) -> None:
    rich_links.forget()
