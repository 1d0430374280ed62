"""The processes that share the work of a command: they leave Ctrl-C to it, and none outlives it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Workers(ProcessPoolExecutor):
    """So many processes of this machine. Ctrl-C reaches all of a terminal; the command hears it, and sends these home."""

    def __init__(self, count: int) -> None:
        super().__init__(count, get_context("spawn"), _begin)

    def submit(self, fn: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> Future[R]:
        """Hand in work; a process that is started for it begins deaf to Ctrl-C."""
        with _ctrl_c_held():
            return super().submit(fn, *arguments, **named)


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Let Ctrl-C wait; what begins meanwhile never hears it. Windows knows no such thing."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Make a process a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_command, daemon=True).start()


def _end_with_the_command() -> None:
    """Wait for the end of the command, then end: one that was killed sends nobody home."""
    command = parent_process()
    assert command is not None
    command.join()
    os._exit(1)
