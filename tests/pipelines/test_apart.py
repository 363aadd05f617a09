"""Work in a process of its own."""

import os
import signal
import time

import pytest

from pipelines.apart import apart, beside


def killed(number: int) -> None:
    os.kill(os.getpid(), number)


def written(path) -> None:
    time.sleep(0.2)
    path.touch()


def test_it_is_another_process_that_works():
    assert apart(os.getpid) != os.getpid()


def test_what_it_raises_is_raised_here():
    with pytest.raises(ValueError, match="invalid literal"):
        apart(int, "neuf")


def test_a_process_that_is_killed_is_said_to_be():
    with pytest.raises(ValueError, match="the process of killed was killed, for want of memory maybe"):
        apart(killed, signal.SIGKILL)


def test_work_beside_has_ended_when_the_body_has(tmp_path):
    with pytest.raises(OSError, match="full"), beside(written, tmp_path / "late"):
        raise OSError("full")
    assert (tmp_path / "late").exists()
