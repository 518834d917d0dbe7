"""The marks outside the store: what they promise, and what they say when they are damaged."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.alarms import Alarm, alarms, calm
from sync.clock import stamp
from sync.numbers import parse
from sync.outbox import Outbox, Terms
from sync.store import Store, StoreDamaged
from sync.tally import CounterDamaged, FileCounter
from tests.sync.parts import KEY, START, Kiosk, hand_in, open_kiosk

NUMBERS, USED = "kiosk.db.numbers", "kiosk.db.used"


def alarms_of(kiosk: Kiosk) -> tuple[Alarm, ...]:
    with kiosk.store.reading() as view:
        return alarms(view)


def sequence_of(kiosk: Kiosk) -> int:
    number = parse(kiosk.outbox.hand_in(hand_in()).number)
    assert number is not None
    return number.sequence


def spoil(path: Path, *places: int) -> None:
    content = bytearray(path.read_bytes())
    for place in places:
        content[place] ^= 0x10
    path.write_bytes(content)


def test_a_mark_only_rises(tmp_path: Path) -> None:
    mark = FileCounter(tmp_path / "a.used", durable=False)
    assert mark.read() == 0
    for value, seen in ((3, 3), (70, 70), (5, 70)):
        mark.raise_to(value)
        assert mark.read() == seen


@pytest.mark.parametrize("place", [0, 7, 8, 15, 512, 527])
def test_damage_to_one_copy_of_a_mark_is_mended_by_the_other(tmp_path: Path, place: int) -> None:
    mark = FileCounter(tmp_path / "a.used", durable=True)
    mark.raise_to(1000)
    spoil(tmp_path / "a.used", place)

    assert mark.read() == 1000


def test_a_mark_of_another_file_or_none_at_all_is_not_believed(tmp_path: Path) -> None:
    mark = FileCounter(tmp_path / "a.used", durable=True)
    mark.raise_to(1000)
    shutil.copy(tmp_path / "a.used", tmp_path / "a.numbers")
    (tmp_path / "b.used").write_bytes(b"")

    for name in ("a.numbers", "b.used"):
        with pytest.raises(CounterDamaged):
            FileCounter(tmp_path / name, durable=True).read()


@pytest.mark.parametrize("spoiled", [(NUMBERS,), (USED,), (NUMBERS, USED)])
def test_a_damaged_mark_is_an_alarm_and_no_number_is_given_twice(tmp_path: Path, spoiled: tuple[str, ...]) -> None:
    kiosk = open_kiosk(tmp_path)
    given = [sequence_of(kiosk) for _ in range(70)]
    kiosk.store.close()
    for name in spoiled:
        spoil(tmp_path / name, 3, 515)

    again = open_kiosk(tmp_path)
    assert alarms_of(again) == ("marks_damaged",)
    assert sequence_of(again) > max(given)
    again.store.close()
    once_more = open_kiosk(tmp_path)
    assert sequence_of(once_more) > max(given) + 1
    once_more.store.close()


def test_with_the_store_gone_and_every_mark_damaged_no_number_is_given(tmp_path: Path) -> None:
    kiosk = open_kiosk(tmp_path)
    kiosk.outbox.hand_in(hand_in())
    kiosk.store.close()
    for path in tmp_path.glob("kiosk.db*"):
        spoil(path, 3, 515) if path.name in (NUMBERS, USED) else path.unlink()

    store = Store.open(tmp_path / "kiosk.db", KEY)
    with pytest.raises(StoreDamaged):
        Kiosk(store)
    store.close()


def test_a_store_gone_with_one_mark_damaged_goes_on_behind_the_other(tmp_path: Path) -> None:
    kiosk = open_kiosk(tmp_path)
    given = [sequence_of(kiosk) for _ in range(3)]
    kiosk.store.close()
    spoil(tmp_path / NUMBERS, 3, 515)
    (tmp_path / "kiosk.db").unlink()

    again = open_kiosk(tmp_path)
    assert again.outbox.tail_lost
    assert sequence_of(again) > max(given)
    again.store.close()


@dataclass
class Chip:
    """A counter in hardware; with `mute` it does not answer."""

    value: int = 0
    mute: bool = False

    def read(self) -> int:
        self._answer()
        return self.value

    def raise_to(self, value: int) -> None:
        self._answer()
        self.value = max(self.value, value)

    def _answer(self) -> None:
        if self.mute:
            raise OSError("the chip does not answer")


def with_chip(folder: Path, chip: Chip) -> Kiosk:
    kiosk = open_kiosk(folder)
    kiosk.outbox = Outbox(kiosk.store, kiosk.sealer(), "017", kiosk.clock, Terms(counter=chip))
    return kiosk


def test_a_counter_in_hardware_reveals_a_copy_of_the_whole_folder(tmp_path: Path) -> None:
    here, copy, chip = tmp_path / "here", tmp_path / "copy", Chip()
    kiosk = with_chip(here, chip)
    sequence_of(kiosk)
    kiosk.store.close()
    shutil.copytree(here, copy)
    given = [sequence_of(kiosk) for _ in range(3)]
    kiosk.store.close()

    again = with_chip(copy, chip)
    assert (again.outbox.tail_lost, alarms_of(again)) == (True, ("numbers_lost",))
    assert sequence_of(again) > max(given)
    again.store.close()
    files_only = open_kiosk(copy)
    assert not files_only.outbox.tail_lost, "the files of the copy know nothing of it: that is what the chip is for"
    files_only.store.close()


def test_a_chip_that_does_not_answer_is_said_and_keeps_no_request_from_being_taken(tmp_path: Path) -> None:
    chip = Chip()
    kiosk = with_chip(tmp_path, chip)
    first = sequence_of(kiosk)
    chip.mute = True
    assert sequence_of(kiosk) == first + 1
    kiosk.store.close()

    again = with_chip(tmp_path, chip)
    assert alarms_of(again) == ("marks_damaged",)
    assert sequence_of(again) > first + 1
    again.store.close()


def test_an_alarm_stays_until_a_technician_has_seen_it(tmp_path: Path) -> None:
    kiosk = open_kiosk(tmp_path)
    kiosk.outbox.hand_in(hand_in())
    kiosk.store.close()
    (tmp_path / "kiosk.db").unlink()
    for _ in range(2):
        again = open_kiosk(tmp_path)
        assert alarms_of(again) == ("numbers_lost",)
        again.store.close()

    with again.store.transaction() as change:
        assert calm(change, at=stamp(START)) == ("numbers_lost",)
        assert calm(change, at=stamp(START)) == ()
        assert change.rows("SELECT kind, actor FROM audit") == [
            ("store.numbers_lost", "kiosk"),
            ("store.alarms_seen", "technician"),
        ]
    again.store.close()
