"""Officers who start their reports while things fail, and write down what the site has acknowledged."""

import threading
import time
from itertools import cycle

from django.db import Error, connections

from communities.models import Duty, Role
from communities.shared import clock
from reports.writing.drafting import start
from tests.services.site import the_period


class Officers:
    """Each starts a report, and again when no answer came: that is what people do.

    `acknowledged`: the report each community was told it has. `refused`: answers that said it did not work.
    """

    def __init__(self, *, how_many: int, pause: float = 0.05) -> None:
        duties = Duty.objects.filter(role=Role.REPORTING_OFFICER).select_related("community", "person")
        self._duties = list(duties.order_by("pk")[:how_many])
        self._pause, self._stop = pause, threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.acknowledged: dict[int, int] = {}
        self.refused = 0

    def __enter__(self) -> "Officers":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def finish(self) -> None:
        """Let everybody come to the end, which takes until the site works again."""
        self._thread.join(60)
        assert len(self.acknowledged) == len(self._duties), "somebody never got an answer"

    def _work(self) -> None:
        try:
            for duty in cycle(self._duties):
                if self._stop.is_set() or len(self.acknowledged) == len(self._duties):
                    return
                if duty.community_id not in self.acknowledged:
                    self._start(duty)
                    time.sleep(self._pause)
        finally:
            connections.close_all()

    def _start(self, duty: Duty) -> None:
        assert duty.community is not None
        try:
            report = start(duty.community, stretch=the_period(), by=duty.person, at=clock.now())
        except Error:
            self.refused += 1
            connections.close_all()
        else:
            self.acknowledged[duty.community_id or 0] = report.pk
