"""One letter of the whole site is being sent at a time. What was being sent when the site stopped is unknown."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def lose(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    letters = apps.get_model("communities", "Letter").objects.using(schema_editor.connection.alias)
    letters.filter(state="sending").update(state="unknown", error="The sending was cut off.")


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0021_states_of_pdfs_of_minutes"),
    ]

    operations = [
        migrations.RunPython(lose, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_state_is_known",
        ),
        migrations.RemoveIndex(
            model_name="letter",
            name="letters_on_their_way",
        ),
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("due", "waiting"),
                    ("claimed", "about to be sent"),
                    ("sending", "being sent"),
                    ("sent", "sent"),
                    ("unknown", "unknown whether it went out"),
                    ("failed", "could not be sent"),
                    ("left", "not sent: somebody decided so"),
                    ("withdrawn", "not sent: the duty had ended"),
                ],
                default="due",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state__in", ["sent", "left", "withdrawn"]), _negated=True),
                fields=["due_at"],
                name="letters_on_their_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["due", "claimed", "sending", "sent", "unknown", "failed", "left", "withdrawn"],
                    )
                ),
                name="letter_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "sending")), fields=("state",), name="one_letter_is_being_sent"
            ),
        ),
    ]
