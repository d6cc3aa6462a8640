"""A mail server that writes down what reached it, and that can misbehave as real ones do."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.servers import LOOPBACK, free_port


class Mood(StrEnum):
    ACCEPTS = "accepts"
    REFUSES = "refuses for now (451)"
    DROPS = "takes the letter and hangs up without a word"
    HANGS = "takes the letter and says nothing"


@dataclass(frozen=True)
class Received:
    message_id: str
    to: str
    subject: str
    at: float


class MailServer:
    """`slowness`: seconds it takes for each letter, as a server at the other end of a country does."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.book = folder / "received.jsonl"
        self.port = free_port()
        self.mood, self.slowness = Mood.ACCEPTS, 0.0
        self.taken, self.refused = 0, 0
        self._mishaps: list[Mood] = []
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname=LOOPBACK, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def forget(self) -> None:
        self.book.unlink(missing_ok=True)
        self.mood, self.slowness = Mood.ACCEPTS, 0.0
        self.taken, self.refused, self._mishaps = 0, 0, []

    def go_wrong(self, moods: Iterable[Mood]) -> None:
        """With the next letters, one mood each; then be as before."""
        self._mishaps = list(moods)

    def received(self) -> list[Received]:
        return list(self._read())

    def _read(self) -> Iterator[Received]:
        if self.book.exists():
            for line in self.book.read_text(encoding="utf-8").splitlines():
                yield Received(**json.loads(line))

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd looks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.mood is Mood.REFUSES:
            self.refused += 1
            return "451 4.7.1 Greylisted, please come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.slowness)
        letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        for to in envelope.rcpt_tos:
            line = {
                "message_id": str(letter["Message-ID"]),
                "to": to,
                "subject": str(letter["Subject"]),
                "at": time.time(),
            }
            with self.book.open("a", encoding="utf-8") as book:
                book.write(json.dumps(line) + "\n")
            self.taken += 1
        mood = self._mishaps.pop() if self._mishaps else self.mood
        if mood is Mood.HANGS:
            await asyncio.sleep(60)
        if mood is Mood.DROPS:
            server.transport.abort()
        return "250 Taken"
