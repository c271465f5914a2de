"""Let quality leads read the reports of learning, in portals that are older than these."""

from importlib import import_module

from django.db import migrations

give = import_module("portal.migrations.0003_groups_of_learning").give


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_groups_of_learning"), ("courses", "0005_packages")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop, elidable=False)]
