"""From here the database itself keeps every loaded edition of a questionnaire as it was."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from communities.shared import append_only

TABLES = ["surveys_questionnaire", "surveys_question", "surveys_answeroption", "surveys_net"]


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        append_only.guard(schema_editor, table)


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        append_only.release(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_words_and_limits_of_questions")]

    operations = [migrations.RunPython(put_up, take_down)]
