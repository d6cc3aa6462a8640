"""Django's way to a mail server, which also tells whether a letter can have arrived.

The server has a letter once it answers the end of DATA. A connection that breaks before DATA
has certainly delivered nothing; one that breaks during it may have.
"""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class NotBegun(smtplib.SMTPException):
    """The connection broke before the letter was handed over: it did not go out."""


class _BeforeData:
    """The commands that come before DATA, with breaks told apart from those within it."""

    def mail(self, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        return _certain(super().mail, *arguments, **named)  # type: ignore[misc]

    def rcpt(self, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        return _certain(super().rcpt, *arguments, **named)  # type: ignore[misc]


def _certain(command: Any, *arguments: Any, **named: Any) -> tuple[int, bytes]:
    try:
        answer: tuple[int, bytes] = command(*arguments, **named)
    except (smtplib.SMTPServerDisconnected, OSError) as problem:
        if isinstance(problem, smtplib.SMTPResponseException):
            raise
        raise NotBegun(str(problem)) from problem
    return answer


class _Plain(_BeforeData, smtplib.SMTP):
    pass


class _Tls(_BeforeData, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Tls if self.use_ssl else _Plain
