"""Links for setting a password: an invitation lives three days, a reset two hours.

Each works once: it is bound to the password, the e-mail and the last sign-in that held when it was made.
"""

import datetime as dt

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

from communities.models import User

RESET_LIVES = dt.timedelta(hours=2)
INVITATION_LIVES = dt.timedelta(hours=72)  # R6; PASSWORD_RESET_TIMEOUT in the settings says the same


class LinkTokens(PasswordResetTokenGenerator):
    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not token or not super().check_token(user, token):
            return False
        lives = RESET_LIVES if user.has_usable_password() else INVITATION_LIVES
        age = self._num_seconds(self._now()) - base36_to_int(token.split("-")[0])
        return age <= lives.total_seconds()
