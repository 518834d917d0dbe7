from __future__ import annotations

import queue
import threading

from devices.card.once import Once
from devices.card.wipe import wiped


def test_the_clock_answers_for_whom_is_silent_and_a_late_answer_changes_nothing():
    given: queue.SimpleQueue[str] = queue.SimpleQueue()
    once = Once(given.put, late="late", seconds=0.01)
    assert given.get(timeout=5) == "late"
    assert not once.settle("at last")
    assert given.empty()


def test_of_many_answers_at_once_one_is_given():
    given: list[int] = []
    once = Once(given.append, late=-1, seconds=60)
    gate = threading.Barrier(8)

    def answer(number: int) -> None:
        gate.wait()
        once.settle(number)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 1


def test_after_its_block_nothing_is_given_any_more():
    given: list[str] = []
    with Once(given.append, late="late", seconds=60) as once:
        pass
    assert not once.settle("after")
    assert given == []


def test_a_secret_is_zeros_after_its_block_also_when_the_block_fails():
    secret = bytearray(b"123456")
    try:
        with wiped(secret):
            raise ZeroDivisionError
    except ZeroDivisionError:
        assert secret == bytes(6)
