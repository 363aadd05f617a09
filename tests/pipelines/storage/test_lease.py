"""One writer at a time on a store, and none on a store that cannot keep two apart."""

from __future__ import annotations

import threading
import time

import pytest

from pipelines.storage import lease
from pipelines.storage.lease import FOLDER, ReadOnly, Taken, leased
from pipelines.storage.objects import Objects, StoreError
from tests.pipelines.storage.stores import careless, store

_held = Objects.held


@pytest.fixture
def objects() -> Objects:
    return store()


def test_the_second_is_told_who_the_first_is(objects: Objects) -> None:
    with (
        leased(objects, "process 1 of nord"),
        pytest.raises(Taken, match="process 1 of nord"),
        leased(objects, "process 2 of sud"),
    ):
        pass
    with leased(objects, "process 2 of sud") as held:
        held.check()


@pytest.mark.parametrize("body", [b"", b"{", b"null"])
def test_a_lease_that_was_emptied_or_damaged_is_nobody_s(objects: Objects, body: bytes) -> None:
    with leased(objects, "process 1 of nord"):
        (key,) = objects.held(FOLDER)
        objects.write(key, body)
        with leased(objects, "process 2 of sud") as held:
            held.check()


def test_many_at_once_are_one_after_the_other(objects: Objects) -> None:
    inside, most, waited = 0, 0, threading.Event()

    def write(number: int) -> None:
        nonlocal inside, most
        with leased(objects, f"process {number}", wait=60, sleep=lambda seconds: waited.wait(0.002) and None):
            inside += 1
            most = max(most, inside)
            inside -= 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == 1 and len(objects.held(FOLDER)) <= 3


def test_a_holder_that_died_is_followed_and_writes_no_more(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "PATIENCE", -1)  # of the first: not heard of for long
    with leased(objects, "gone") as gone:
        monkeypatch.setattr(lease, "PATIENCE", 120)
        with leased(objects, "next") as held:
            held.check()
            with pytest.raises(Taken, match="next has taken its place"):
                gone.check()
    with leased(objects, "third"):
        pass


def test_processes_of_one_run_write_together(objects: Objects) -> None:
    with leased(objects, "run 7", shared=True), leased(objects, "run 7", shared=True) as second:
        second.check()
    # nobody says that a shared run is over: it is when nothing is heard of it
    with pytest.raises(Taken, match="run 7"), leased(objects, "run 8", shared=True):
        pass


def test_a_store_without_conditional_writes_is_for_reading() -> None:
    objects = careless()
    objects.write("work/a", b"1")
    with pytest.raises(ReadOnly, match="can be read, not written"), leased(objects, "process 1"):
        pass
    assert objects.read("work/a") == b"1" and set(objects.held()) == {"work/a"}


def test_a_store_that_takes_no_new_file_is_named(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Objects, "create", lambda *_: False)
    with pytest.raises(StoreError, match="takes no new file"), leased(objects, "process 1"):
        pass


def test_what_is_no_lease_stops_nobody(objects: Objects) -> None:
    objects.write(f"{FOLDER}/LISEZMOI", b"1")
    objects.write(f"{FOLDER}/zzz/00000001", b"1")
    with leased(objects, "process 1"):
        pass
    assert objects.read(f"{FOLDER}/LISEZMOI") == b"1"


def test_a_holder_that_was_stopped_asks_before_it_writes(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Objects, "held", lambda self, below="": asked.append(below) or _held(self, below))
    with leased(objects, "process 1") as held:
        asked.clear()
        held.check()
        assert not asked  # it was just renewed
        held.check(anew=True)
        now = time.time()
        monkeypatch.setattr(lease.time, "time", lambda: now + lease.PATIENCE)
        held.check()
    assert asked.count(FOLDER) >= 2
