"""Let coaches mark who came to sessions: `portal.groups` has permissions for models that are younger than the groups."""

from importlib import import_module

from django.db import migrations

give = import_module("portal.migrations.0003_groups_of_learning").give


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_groups_of_learning"),
        ("courses", "0003_sessions"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop, elidable=False)]
