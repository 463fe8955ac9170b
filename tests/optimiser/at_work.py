"""Work for clusters, in a module that a new worker imports in no time."""

import os
import signal
import time
from pathlib import Path


class Dying:
    """Work that kills the worker it is done in, once for every file that stands in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, task: int) -> int:
        """Return the square of the task, unless this worker is to die."""
        for left in sorted(self.folder.iterdir()):
            if task == 5:
                left.unlink()
                os.kill(os.getpid(), signal.SIGKILL)
        return task * task


class Waiting:
    """Work that is done as soon as a file is there, and a fault if that takes a minute."""

    def __init__(self, sign: Path) -> None:
        self.sign = sign

    def __call__(self, task: int) -> int:
        """Return the task."""
        for _ in range(600):
            if self.sign.exists():
                return task
            time.sleep(0.1)
        raise TimeoutError("nobody gave the sign")
