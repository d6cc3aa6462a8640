"""Whether a proposal of a resident came with the code of a paper invitation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0024_visitors_are_counted_apart")]

    operations = [migrations.AddField("itemproposal", "has_code", models.BooleanField(default=False))]
