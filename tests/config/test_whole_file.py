"""A small file is there whole: after a full disk, under a link, and when two write it at once."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.whole_file import FOR_ALL, clear_drafts, remove, write_once, write_whole


@contextmanager
def files_of(size: int) -> Iterator[None]:
    """Let no file grow beyond *size* bytes, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("write", [write_whole, write_once])
def test_a_disk_that_takes_a_part_leaves_no_part(tmp_path: Path, write) -> None:
    with files_of(1000), pytest.raises(OSError, match="too large"):
        write(tmp_path / "new", bytes(5000))

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_a_part_costs_no_file_that_was_whole(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "keys.json", b"whole")

    with files_of(1000), pytest.raises(OSError, match="too large"):
        write_whole(path, bytes(5000))

    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_is_replaced_and_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"untouched")
    link = tmp_path / "link"
    link.symlink_to(elsewhere)

    write_whole(link, b"new")

    assert elsewhere.read_bytes() == b"untouched"
    assert not link.is_symlink()
    assert link.read_bytes() == b"new"


def test_only_this_user_reads_a_file_unless_others_are_meant_to(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "own", b"").stat().st_mode & 0o777 == 0o600
    assert write_whole(tmp_path / "carried", b"", mode=FOR_ALL).stat().st_mode & 0o777 == 0o644


def test_of_many_who_make_a_file_at_once_one_stands(tmp_path: Path) -> None:
    path = tmp_path / "key"

    with ThreadPoolExecutor(8) as crowd:
        for content in [bytes((number,)) * 32 for number in range(32)]:
            crowd.submit(write_once, path, content)

    found = path.read_bytes()
    assert (len(found), len(set(found))) == (32, 1)
    assert list(tmp_path.iterdir()) == [path]
    write_once(path, b"too late")
    assert path.read_bytes() == found


def test_what_is_removed_may_be_gone_already(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "key", b"")
    remove(path)
    remove(path)
    assert not path.exists()


def test_what_a_power_cut_left_is_cleared_whatever_its_age_and_nothing_else_is(tmp_path: Path) -> None:
    kept = write_whole(tmp_path / "store.key", b"a key")
    for name, age in (("old", 0), ("of tomorrow", 4_000_000_000)):
        draft = tmp_path / f".store.key.{name}.draft"
        draft.write_bytes(b"half")
        os.utime(draft, (age, age))

    assert clear_drafts(tmp_path) == 2
    assert list(tmp_path.iterdir()) == [kept]
    assert clear_drafts(tmp_path / "not there") == 0


def test_what_another_process_is_writing_is_never_cleared(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from config import whole_file
class Slow(type(Path())):
    def replace(self, target):
        print("writing", flush=True)
        sys.stdin.readline()
        return super().replace(target)
whole_file.write_whole(Slow(sys.argv[1]) / "key", b"whole")
"""
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        assert clear_drafts(tmp_path) == 0
        writer.stdin.write("go on\n")
        writer.stdin.flush()
        assert writer.wait(30) == 0

    assert (tmp_path / "key").read_bytes() == b"whole"
    assert clear_drafts(tmp_path) == 0
