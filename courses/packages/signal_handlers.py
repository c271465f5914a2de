"""Takes a package's files away with its row, however it is deleted."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from ..models import ScormPackage
from .storing import remove_files


@receiver(post_delete, sender=ScormPackage)
def files_go_with_the_row(instance: ScormPackage, **kwargs: Any) -> None:
    remove_files(instance)
