"""Takes a package's files away with its row, however it is deleted, and lets none of its parts report any more."""

from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from ..models import ActivityLaunch, ScormPackage
from .storing import remove_files


@receiver(post_delete, sender=ScormPackage)
def files_go_with_the_row(instance: ScormPackage, **kwargs: Any) -> None:
    remove_files(instance)


@receiver(pre_delete, sender=ScormPackage)
def its_parts_are_closed(instance: ScormPackage, **kwargs: Any) -> None:
    ActivityLaunch.objects.filter(cmi5__package=instance).delete()
