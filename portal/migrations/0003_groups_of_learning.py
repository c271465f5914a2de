"""Give the groups of `portal.groups` what they may do with models that are younger than the groups."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from portal.groups import GROUPS


def give(apps, schema_editor):
    for label in ("content", "courses"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for spec in GROUPS:
        group = Group.objects.get(name=spec.name)
        for name in spec.models:
            label, codename = name.split(".")
            group.permissions.add(
                *Permission.objects.filter(content_type__app_label=label, codename=codename)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_groups"),
        ("content", "0004_units"),
        ("courses", "0003_sessions_paths_reviews"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop, elidable=False)]
