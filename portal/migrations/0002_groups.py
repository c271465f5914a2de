"""Make the groups of `portal.groups`, with their permissions on pages, files and models."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from portal.groups import GROUPS


def make_groups(apps, schema_editor):
    # Permissions are made after all migrations; groups need some of them now.
    for label in (
        "wagtailadmin",
        "wagtailcore",
        "wagtailimages",
        "wagtaildocs",
        "content",
        "ideas",
        "search",
        "wagtail_localize",
    ):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = Page.objects.filter(depth=1).first()
    collection = Collection.objects.filter(depth=1).first()
    for spec in GROUPS:
        group, _created = Group.objects.get_or_create(name=spec.name)
        GroupPagePermission.objects.filter(group=group).delete()
        for action in spec.pages:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{action}_page"
            )
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
        for codename in spec.collections:
            permission = Permission.objects.get(
                content_type__app_label="wagtailimages"
                if codename.endswith("image")
                else "wagtaildocs",
                codename=codename,
            )
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
        if spec.edits:
            admin = Permission.objects.get(
                content_type__app_label="wagtailadmin", codename="access_admin"
            )
            group.permissions.add(admin)
        for name in spec.models:
            label, codename = name.split(".")
            # Those of models that come later are given by 0003.
            group.permissions.add(
                *Permission.objects.filter(content_type__app_label=label, codename=codename)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("content", "0001_initial"),
        ("ideas", "0001_initial"),
        ("search", "0002_editing"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop, elidable=False)]
