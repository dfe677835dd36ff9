"""A function in a forked process of its own, for what changes a whole process."""

import os
from collections.abc import Callable


def in_child(work: Callable[..., str], *arguments: object) -> str:
    """What ``work`` answers; its error fails the test."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(writer, work(*arguments).encode())
            code = 0
        except BaseException as error:
            os.write(writer, repr(error).encode())
        os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as answers:
        answer = answers.read()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, answer
    return answer
