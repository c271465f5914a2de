"""Give coaches what they may do with reflections for review, which is younger than their group."""

from django.contrib.auth.management import create_permissions
from django.db import migrations


def give(apps, schema_editor):
    config = apps.get_app_config("courses")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    permission = Permission.objects.get(content_type__app_label="courses", codename="add_review")
    apps.get_model("auth", "Group").objects.get(name="Coaches").permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_groups_of_learning"),
        ("courses", "0005_review"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop, elidable=False)]
