"""The question bank in the administration is there to be looked at."""

import pytest
from django.urls import reverse

from surveys.models import Question, Questionnaire


@pytest.mark.parametrize("name", ["questionnaire", "question"])
def test_the_administrator_looks_and_changes_nothing(client, cast, questionnaire, settings, name):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.admin)
    row = (Questionnaire if name == "questionnaire" else Question).objects.first()
    assert client.get(reverse(f"admin:surveys_{name}_changelist")).status_code == 200
    page = client.get(reverse(f"admin:surveys_{name}_change", args=[row.pk]))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert client.get(reverse(f"admin:surveys_{name}_add")).status_code == 403
    assert (
        client.post(reverse(f"admin:surveys_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert (
        client.post(reverse(f"admin:surveys_{name}_change", args=[row.pk]), {"code": "X"}).status_code == 403
    )
