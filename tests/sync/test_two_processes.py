"""The screen and the agent share one file, and a cut-off disk leaves a true past."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.agent import Agent
from sync.clock import SystemClock
from sync.doorbell import Doorbell, ring
from sync.outbox import Outbox
from sync.rescue.quarantine import put_aside
from sync.seal import Sealer
from sync.store import Store, StoreFull, Transaction
from tests.sync.parts import KEY, START, hand_in, open_kiosk
from tests.sync.platform import Deployed


def test_the_agent_delivers_while_citizens_hand_in(deployed: Deployed) -> None:
    stop = threading.Event()
    store = Store.open(deployed.store.path, KEY)  # a connection of its own, as in the other process
    with Doorbell(deployed.folder) as bell:
        agent = Agent(
            store=store,
            link=deployed.road,
            identity=deployed.identity,
            keys=deployed.platform.keys,
            kiosk="017",
            clock=SystemClock(),
            bell=bell,
        )
        delivered = _count_to(30, agent)
        running = threading.Thread(target=agent.run, args=(stop,))
        running.start()
        for _ in range(30):
            deployed.hand_in(hand_in())
            ring(deployed.folder)
        assert delivered.wait(30)
        stop.set()
        ring(deployed.folder)
        running.join(10)
    store.close()

    assert deployed.states() == ["accepted"] * 30
    assert deployed.platform.kept() == 30


def _count_to(number: int, agent: Agent) -> threading.Event:
    reached, settle_all, seen = threading.Event(), agent.dispatch.settle_all, []

    def counting(words: Any) -> Any:
        outcomes = settle_all(words)
        seen.extend(outcomes)
        if seen.count("accepted") == number:
            reached.set()
        return outcomes

    agent.dispatch.settle_all = counting  # type: ignore[method-assign]  # watches, changes nothing
    return reached


class FullForAWhile(Store):
    """Refuses the first so many transactions with a full disk."""

    refusals = 0

    def _statements(self, connection: Any) -> Transaction:
        if self.refusals > 0:
            self.refusals -= 1
            raise StoreFull("no room")
        return super()._statements(connection)


@pytest.mark.parametrize("refusals", [1, 2, 3, 5, 8])
def test_the_agent_outlives_a_full_disk_and_sends_what_was_stuck(deployed: Deployed, refusals: int) -> None:
    deployed.hand_in(hand_in())
    store = FullForAWhile.open(deployed.store.path, KEY)
    assert isinstance(store, FullForAWhile)
    stop = threading.Event()

    class Bell:
        rests = 0

        def wait(self, seconds: float) -> bool:
            self.rests += 1
            deployed.clock.forward(seconds)
            if deployed.states() == ["accepted"] or self.rests > 2000:
                stop.set()
            return False

    agent = Agent(
        store=store,
        link=deployed.road,
        identity=deployed.identity,
        keys=deployed.platform.keys,
        kiosk="017",
        clock=deployed.clock,
        chance=random.Random(3),
        bell=Bell(),
    )
    store.refusals = refusals
    agent.run(stop)
    store.close()

    assert deployed.states() == ["accepted"]
    assert deployed.platform.kept() == 1


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A store whose every commit is still in the WAL."""
    folder = tmp_path_factory.mktemp("written")
    kiosk = open_kiosk(folder)
    numbers = [kiosk.outbox.hand_in(hand_in()).number for _ in range(12)]
    aside = tmp_path_factory.mktemp("aside")
    for name in ("kiosk.db", "kiosk.db-wal", "kiosk.db.kcv", "kiosk.db.numbers", "kiosk.db.used"):
        shutil.copy(folder / name, aside / name)
    kiosk.store.close()
    return aside, numbers


@given(cut=st.floats(0, 1))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_log_cut_at_any_byte_leaves_a_whole_prefix_and_the_loss_is_noticed(
    written: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory, cut: float
) -> None:
    source, numbers = written
    folder = tmp_path_factory.mktemp("cut")
    shutil.copytree(source, folder, dirs_exist_ok=True)
    wal = folder / "kiosk.db-wal"
    wal.write_bytes(wal.read_bytes()[: int(cut * wal.stat().st_size)])

    store = Store.open(folder / "kiosk.db", KEY)
    outbox = Outbox(store, Sealer(bytes(range(32))), "017", SystemClock())
    kept = [entry.receipt for entry in outbox.entries()]
    with store.reading() as view:
        papers, lines = (
            view.rows(sql)[0][0]
            for sql in ("SELECT count(*) FROM papers", "SELECT count(*) FROM audit WHERE kind = 'request.handed_in'")
        )
    next_number = outbox.hand_in(hand_in()).number
    store.close()
    shutil.rmtree(folder)

    assert kept == numbers[: len(kept)]
    assert papers == lines == len(kept)
    assert outbox.tail_lost == (len(kept) < len(numbers))
    assert next_number > max(numbers)


_AGENT = """
import sys
from pathlib import Path
from sync.store import Store
from tests.sync.parts import KEY
store = Store.open(Path(sys.argv[1]), KEY)
for _ in sys.stdin:
    with store.reading() as view:
        print(view.rows("SELECT count(*) FROM outbox")[0][0], flush=True)
"""


def test_a_process_that_had_the_store_that_was_put_aside_goes_on_with_the_new_one_and_harms_neither(
    tmp_path: Path,
) -> None:
    kiosk = open_kiosk(tmp_path)
    kiosk.outbox.hand_in(hand_in())
    command = [sys.executable, "-c", _AGENT, str(kiosk.store.path)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as agent:
        assert _asked(agent) == 1
        kiosk.store.close()
        put_aside(kiosk.store.path, "damaged", START)
        anew = open_kiosk(tmp_path)
        numbers = [anew.outbox.hand_in(hand_in()).number for _ in range(3)]
        assert _asked(agent) == 3, "it found the new one, and closed the old one without touching the new one's log"
        numbers += [anew.outbox.hand_in(hand_in()).number for _ in range(2)]
        assert _asked(agent) == 5
        assert agent.stdin is not None
        agent.stdin.close()
    shutil.copytree(tmp_path, tmp_path / "after", ignore=shutil.ignore_patterns("*-shm", "after"))
    anew.store.close()

    after = open_kiosk(tmp_path / "after")
    assert [entry.receipt for entry in after.outbox.entries()] == numbers
    after.store.close()


def _asked(agent: subprocess.Popen[str]) -> int:
    assert agent.stdin is not None
    assert agent.stdout is not None
    agent.stdin.write("how many\n")
    agent.stdin.flush()
    return int(agent.stdout.readline())
