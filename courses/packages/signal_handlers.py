"""Takes a package's files away with its row, however it is deleted, and lets none of its parts report any more."""

from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from ..models import ActivityLaunch, LearningPackage
from .storing import remove_files


@receiver(post_delete, sender=LearningPackage)
def files_go_with_the_row(instance: LearningPackage, **kwargs: Any) -> None:
    remove_files(instance)


@receiver(pre_delete, sender=LearningPackage)
def its_parts_are_closed(instance: LearningPackage, **kwargs: Any) -> None:
    ActivityLaunch.objects.filter(cmi5__package=instance).delete()
