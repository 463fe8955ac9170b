"""Ctrl-C during a command that makes a plan: at once while there is nothing to lose, later once there is a plan."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self


class Interruption:
    """Watches Ctrl-C while entered, beside the optimiser, which listens itself while it searches.

    Attributes:
        plan_exists: set once there is a plan: from then on Ctrl-C is noted, and what exists is written. A second
            one ends the command at once.
        requested: whether Ctrl-C was noted.
    """

    def __init__(self) -> None:
        self.plan_exists = False
        self.requested = False
        self._before: object = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if callable(self._before):
            signal.signal(signal.SIGINT, self._before)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        if self.requested or not self.plan_exists:
            raise KeyboardInterrupt
        self.requested = True
