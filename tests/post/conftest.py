"""A mail server of the test's own, and letters to send by it."""

# ruff: noqa: N802 - aiosmtpd names its hooks so
import asyncio
import datetime as dt
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from threading import Event

import pytest
from aiosmtpd.controller import Controller

from communities.models import Letter, User
from communities.shared import mail

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@dataclass
class MailServer:
    """Takes letters, or does what its fields say. `answer` is given at the end of DATA."""

    received: list[Mail] = field(default_factory=list)
    connections: int = 0
    to_sender: str = "250 OK"
    to_recipient: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    drops_before_data: bool = False
    drops_after_data: bool = False
    hangs: float = 0  # seconds, after the letter was taken
    arrived: Event = field(default_factory=Event)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.drops_before_data:
            server.transport.abort()
            return "421 gone"
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.to_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content))
            self.arrived.set()
        if self.drops_after_data:
            server.transport.abort()
        await asyncio.sleep(self.hangs)
        return self.answer

    @property
    def ids(self) -> list[str]:
        return [letter["Message-ID"] for letter in self.received]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mail_settings(settings, free_port: int) -> int:
    """As in production, but for a machine and a port of this test."""
    settings.EMAIL_BACKEND = "communities.shared.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
    return free_port


@pytest.fixture
def server(mail_settings: int) -> Iterator[MailServer]:
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=mail_settings)
    controller.start()
    yield handler
    controller.stop(no_assert=True)


@pytest.fixture
def letter_to() -> Callable[..., Letter]:
    def write(person: User, key: str = "one", **said: object) -> Letter:
        message = mail.Message(key=key, to=person.pk, kind=str(said.pop("kind", "none/such")), **said)
        mail.post([message], at=AT)
        return Letter.objects.get(notice__key=key)

    return write
