"""A release decision belongs to one submission. Nothing has been decided before this migration."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="releasedecision", name="release_is_decided_once"),
        migrations.RemoveField(model_name="releasedecision", name="report"),
        migrations.AddField(
            model_name="releasedecision",
            name="submission",
            field=models.ForeignKey(
                default=0,  # never used: the table is empty
                on_delete=django.db.models.deletion.PROTECT,
                related_name="release_decisions",
                to="reports.submission",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="releasedecision",
            constraint=models.UniqueConstraint(
                fields=("submission", "subject"), name="release_is_decided_once"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="next_release_on",
            field=models.DateField(blank=True, null=True, verbose_name="more becomes public on"),
        ),
        migrations.AddField(
            model_name="submission",
            name="returned_message",
            field=models.TextField(
                blank=True, max_length=2000, verbose_name="message about the whole report"
            ),
        ),
    ]
