"""Who may do what with a survey wave. Seeing the inside of one at all is `Wave.objects.visible_to(user)`.

Everything inside a wave is its analyst's alone, while the duty lasts. A national coordinator reads the list
of waves (names, communities, days, whose work it is) and nothing below it.
"""

from django.contrib.auth.models import AnonymousUser

from communities.models import Role, User
from communities.permissions import duties_of, is_national_coordinator
from surveys.models import Wave

Person = User | AnonymousUser


def analyses(user: Person) -> bool:
    return any(duty.role == Role.SURVEY_ANALYST for duty in duties_of(user))


def can_see_list(user: Person) -> bool:
    return analyses(user) or is_national_coordinator(user)


def sees_all_names(user: Person) -> bool:
    return is_national_coordinator(user)


def can_make_wave(user: Person) -> bool:
    return analyses(user)


def can_work_on(user: Person, wave: Wave) -> bool:
    """Change the passport, import, publish, write notes, delete the single answers."""
    return analyses(user) and wave.analyst_id == user.pk


def can_hand_over(user: Person, wave: Wave) -> bool:
    """Its analyst; when that person analyses no longer, a national coordinator names the next one."""
    if can_work_on(user, wave):
        return True
    return is_national_coordinator(user) and not analyses(wave.analyst)
