"""Letters with a link for setting a password. Nobody else ever chooses a person's password (R7)."""

import datetime as dt

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.link_tokens import LinkTokens
from communities.meetings import feeds
from communities.models import User
from communities.sessions import end_all_sessions
from communities.shared import audit


@transaction.atomic
def send_link(person: User, *, by: User, at: dt.datetime) -> None:
    """An invitation (three days), or a link for a new password (two hours) to somebody who has one.

    Raises what the mail server raises; then nothing is recorded.
    """
    kind = "password_reset_key" if person.has_usable_password() else "invitation"
    with override(person.language):
        context = {"user": person, "password_reset_url": password_link(person)}
        subject = render_to_string(f"account/email/{kind}_subject.txt").strip()
        body = render_to_string(f"account/email/{kind}_message.txt", context).strip()
    audit.record("account.invited", target=person, by=by, at=at)
    send_mail(subject, body, None, [person.email])


def password_link(person: User) -> str:
    """The whole address where this person chooses a password, once. In the language that is active."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": LinkTokens().make_token(person)},
    )
    return settings.PUBLIC_ADDRESS.rstrip("/") + path


@transaction.atomic
def remove_second_step(person: User, *, by: User, at: dt.datetime) -> bool:
    """For somebody who lost the telephone and the codes. Ends every session of the person,
    and the key of the calendar that the telephone had.

    False when there was nothing to remove.
    """
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if not removed:
        return False
    end_all_sessions(person)
    feeds.revoke_key(person, by=by, at=at)
    audit.record("account.factor_removed", target=person, by=by, at=at)
    return True


@transaction.atomic
def sign_out_everywhere(person: User, *, by: User, at: dt.datetime) -> int:
    """End every session of a person, and the key of the calendar; how many sessions there were."""
    ended = end_all_sessions(person)
    feeds.revoke_key(person, by=by, at=at)
    audit.record("account.sessions_ended", target=person, by=by, at=at)
    return ended
