from typing import Any

from django.db import migrations, models

from content.alphabet import sort_key


def fill(apps: Any, schema_editor: Any) -> None:
    """Give every entry its place in the alphabet, a thousand at a time."""
    entry = apps.get_model("content", "CatalogueEntry")
    batch = []
    for row in entry.objects.only("id", "title").iterator(chunk_size=1000):
        row.sort_key = sort_key(row.title)
        batch.append(row)
        if len(batch) == 1000:
            entry.objects.bulk_update(batch, ["sort_key"])
            batch = []
    entry.objects.bulk_update(batch, ["sort_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0005_documents"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="catalogueentry", name="catalogue_list_title"),
        migrations.AddField(
            model_name="catalogueentry",
            name="sort_key",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The title's place in the alphabet: see content.alphabet.",
                max_length=200,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="catalogueentry",
            index=models.Index(
                fields=["language", "kind", "sort_key", "id"], name="catalogue_alphabet"
            ),
        ),
    ]
