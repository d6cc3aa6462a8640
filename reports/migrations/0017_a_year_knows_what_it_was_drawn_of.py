"""The PDF of a year keeps the checksum of its facts and its day, so that it can be compared with its page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0016_pdfs_are_stored_alike"),
    ]

    operations = [
        migrations.AddField(
            model_name="yeardocument",
            name="as_of",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="yeardocument",
            name="facts_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="yeardocument",
            name="looked_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
