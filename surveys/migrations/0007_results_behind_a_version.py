"""A published version names the exact results behind it, so that the next one can be compared with them."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def guard_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite made the table anew for the column, without its guards."""
    append_only.guard(schema_editor, "surveys_wavepublication", may_change=["superseded_at"])


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_states_of_pdfs_of_sheets")]

    operations = [
        migrations.AddField(
            model_name="wavepublication",
            name="tabulation",
            field=models.ForeignKey(
                help_text="The exact results behind it: a new version is compared with them.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="surveys.tabulation",
            ),
        ),
        migrations.RunPython(guard_again, guard_again),
    ]
