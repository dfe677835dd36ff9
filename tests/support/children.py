"""A function in a process of its own, for what changes a whole process."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection


def in_child(work: Callable[..., str], *arguments: object) -> str:
    """What ``work``, an importable function, answers; its error fails the test.

    The process begins anew: one forked of a process with threads may wait for a lock that nobody holds any more.
    """
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(writer, work, *arguments))
    child.start()
    writer.close()
    with reader:
        went_well, answer = reader.recv()
    child.join()
    assert went_well, answer
    return str(answer)


def _run(writer: Connection, work: Callable[..., str], *arguments: object) -> None:
    try:
        writer.send((True, work(*arguments)))
    except BaseException as error:
        writer.send((False, repr(error)))
