"""One process owns a label file; the second is told who; a dead owner blocks nobody."""

import multiprocessing
import os
from pathlib import Path

import pytest

from models.errors import StoreError
from models.labelling.commands import SetNote
from models.storage.ownership import OWNER_NAME
from tests.support.desk import Desk
from tests.support.kill_loop import PRELOADED, Reporter
from tests.support.kill_work import hold


def test_the_second_process_is_told_who_owns_the_file_until_that_one_dies(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    reader, writer = context.Pipe(duplex=False)
    owner = context.Process(target=hold, args=(Reporter(writer), str(tmp_path)), daemon=True)
    owner.start()
    with reader, writer:
        assert reader.poll(60)
        with pytest.raises(StoreError, match=rf"open in another Rushes \(process {owner.pid}\)"):
            Desk(tmp_path)
        owner.kill()
        owner.join()
    owner.close()
    with Desk(tmp_path) as desk:
        desk.do(SetNote("mine now"))


def test_one_process_does_not_open_a_file_twice(tmp_path: Path) -> None:
    with Desk(tmp_path), pytest.raises(StoreError, match=rf"process {os.getpid()}"):
        Desk(tmp_path)
    Desk(tmp_path).store.close()


def test_an_owner_without_a_number_is_told_too(tmp_path: Path) -> None:
    with Desk(tmp_path):
        (tmp_path / OWNER_NAME).unlink()
        with pytest.raises(StoreError, match=r"open in another Rushes$"):
            Desk(tmp_path)


def test_a_store_that_failed_to_open_lets_go(tmp_path: Path) -> None:
    Desk(tmp_path, "ann").store.close()
    with pytest.raises(StoreError):
        Desk(tmp_path, "bob")
    Desk(tmp_path, "ann").store.close()
