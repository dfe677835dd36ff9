"""End a process with kill -9 before and after every step by which an action touches the disk, one after the other.

A step is a call of SQLite, or of the system for a file. The child is forked, and the n-th step is where it ends.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

STEPS = frozenset(
    {"execute", "executemany", "executescript", "commit", "rollback", "write", "write_bytes", "fsync", "fdatasync",
     "ftruncate", "truncate", "replace", "rename", "unlink", "remove", "open", "connect", "mkdir", "touch"}
)  # fmt: skip
LONGEST_S = 20


def killed_at(step: int, action: Callable[[Callable[[str], None]], None], told: Path) -> bool:
    """Whether ``action`` had so many steps; ``action(tell)`` may tell what it promised, which ``told`` then holds."""
    told.write_bytes(b"")
    child = os.fork()
    if child == 0:
        _run(step, action, told)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGALRM)
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the action failed by itself"
    return False


def _run(step: int, action: Callable[[Callable[[str], None]], None], told: Path) -> None:
    # A thread of the process that was forked may have held a lock, for which the child waits: one more place to end at.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LONGEST_S)
    count = 0
    out = os.open(told, os.O_WRONLY)
    write = os.write

    def hook(_frame: FrameType, event: str, what: Any) -> None:
        nonlocal count
        if event in {"c_call", "c_return"} and getattr(what, "__name__", "") in STEPS:
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

    def tell(words: str) -> None:
        sys.setprofile(None)
        write(out, words.encode())
        sys.setprofile(hook)

    try:
        sys.setprofile(hook)
        action(tell)
        sys.setprofile(None)
    except BaseException as error:
        sys.setprofile(None)
        write(2, repr(error).encode())
        os._exit(1)
    os._exit(0)
