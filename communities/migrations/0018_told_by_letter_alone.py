"""Somebody without an account is told by letter alone. The ledger is guarded again: SQLite rebuilt its table."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.guard(schema_editor, "communities_reminder")


def release(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    append_only.release(schema_editor, "communities_reminder")


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0017_no_decision_after_the_end"),
    ]

    operations = [
        migrations.RunPython(release, guard),
        migrations.AddField(
            model_name="notice",
            name="address",
            field=models.EmailField(
                blank=True, max_length=254, verbose_name="e-mail of somebody without an account"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="address_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="notice",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), ("person__isnull", False)),
                    models.Q(("person__isnull", True), models.Q(("address", ""), _negated=True)),
                    _connector="OR",
                ),
                name="notice_has_a_person_or_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", True)),
                fields=("target_type", "target_id", "address_digest", "kind", "due_on"),
                name="address_reminded_once_for_each_due_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address_digest", ""), ("person__isnull", False)),
                    models.Q(("person__isnull", True), models.Q(("address_digest", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reminder_has_a_person_or_an_address",
            ),
        ),
        migrations.RunPython(guard, release),
    ]
