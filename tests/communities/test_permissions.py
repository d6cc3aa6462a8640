"""What a person may do comes from duties that hold today."""

import pytest
from django.utils import timezone

from communities.models import Duty, Role, User
from communities.permissions import needs_second_factor, serves_as


@pytest.mark.parametrize(
    ("who", "needed"),
    [
        ("olena", True),
        ("mykola", True),
        ("oksana", False),
        ("nobody", False),
        ("admin", True),
        ("bohdan", True),
    ],
)
def test_who_needs_a_second_factor(cast, who, needed):
    assert needs_second_factor(getattr(cast, who)) is needed


def test_a_duty_that_ended_today_gives_nothing(cast, novopskov):
    Duty.objects.filter(person=cast.olena).update(ended_on=timezone.localdate())
    olena = User.objects.get(pk=cast.olena.pk)
    assert not serves_as(olena, novopskov, Role.REPORTING_OFFICER)


def test_a_duty_counts_in_its_own_community_only(cast, novopskov, popasna):
    assert serves_as(cast.vira, popasna, Role.REPORTING_OFFICER)
    assert not serves_as(cast.vira, novopskov, Role.REPORTING_OFFICER)
