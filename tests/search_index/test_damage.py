"""What is lost or half-written is noticed, does not answer, and is mended by a rebuild."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from search_index import Entry, NeedsRebuild, Query, SearchEngine, open_engine

# Whoosh leaves files it cannot read to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ROOT = Path(__file__).parents[2]
ENTRIES = [Entry(f"e{n}", "Removal", "immunity", {"coalition"}, {}, "2026-01-01") for n in range(3)]
QUERY = Query("removal", {"coalition"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    engine = open_engine(f"whoosh://{folder}")
    engine.put(ENTRIES, 5)
    engine.close()
    return folder


def reopened(folder: Path) -> SearchEngine:
    return open_engine(f"whoosh://{folder}")


def check_it_does_not_answer_and_can_be_rebuilt(folder: Path) -> None:
    engine = reopened(folder)
    for ask in (engine.search, engine.suggest, engine.spelling, partial(engine.related, "e0")):
        with pytest.raises(NeedsRebuild):
            ask(QUERY)
    assert engine.needs_rebuild
    assert (engine.position, engine.count()) == (0, 0)
    engine.rebuild(ENTRIES[:2], 8)
    assert (engine.search(QUERY).total, engine.position, engine.needs_rebuild) == (2, 8, False)
    assert reopened(folder).search(QUERY).total == 2
    assert len(list(folder.glob("g-*"))) == 1


def test_a_missing_index_asks_for_a_rebuild(folder: Path) -> None:
    shutil.rmtree(folder)
    engine = reopened(folder)
    # Nothing is there that could be wrong, so the answer is that of an index nothing is in yet.
    assert engine.search(QUERY).total == 0
    assert engine.needs_rebuild
    engine.rebuild(ENTRIES[:2], 8)
    assert (engine.search(QUERY).total, engine.position) == (2, 8)


def test_what_killed_rebuilds_and_joins_left_behind_is_removed(folder: Path) -> None:
    generation = next(folder.glob("g-*"))
    left = [folder / "g-killed" / "spool-0.tmp", next(generation.glob("*/")) / "joining-1.tmp"]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    engine = reopened(folder)
    assert engine.search(QUERY).total == 3
    engine.rebuild(ENTRIES, 9)
    assert not any(path.exists() for path in left)
    assert engine.search(QUERY).total == 3


def test_an_answer_is_refused_by_an_index_that_was_set_back(folder: Path) -> None:
    for engine in (reopened(folder), open_engine("memory:")):
        engine.rebuild(ENTRIES, 7)
        asked = replace(QUERY, at_least=7)
        assert engine.search(asked).total == 3
        engine.rebuild(ENTRIES, 6)
        with pytest.raises(NeedsRebuild):
            engine.search(asked)


def test_readers_beside_writers_and_rebuilds_always_see_what_is_there(folder: Path) -> None:
    program = (
        "import sys\n"
        "from search_index import Entry, open_engine\n"
        "engine = open_engine(sys.argv[1])\n"
        "kept = [Entry(f'e{n}', 'Removal', 'immunity', {'coalition'}, {}, '2026-01-01')"
        " for n in range(3)]\n"
        "for n in range(12):\n"
        "    engine.rebuild(kept, n + 6)\n"
        "    engine.put([Entry('x', 'Other', str(n), {'coalition'}, {}, '2026-01-01')], n + 6)\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", program, f"whoosh://{folder}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    engine = reopened(folder)
    with subprocess.Popen(command, env=environment, cwd=ROOT) as process:
        asked = 0
        while process.poll() is None or asked < 20:
            assert engine.search(QUERY).total == 3
            asked += 1
    assert process.returncode == 0


def test_a_lost_generation_asks_for_a_rebuild(folder: Path) -> None:
    for path in folder.glob("g-*"):
        shutil.rmtree(path)
    check_it_does_not_answer_and_can_be_rebuilt(folder)


@pytest.mark.parametrize(
    "pattern", ["manifest.json", "g-*/catalogue.sqlite", "g-*/*/*.toc", "g-*/*/*.col"]
)
@pytest.mark.parametrize("damage", [b"", b"\x00garbage" * 40, None])
def test_a_damaged_file_asks_for_a_rebuild(
    folder: Path, pattern: str, damage: bytes | None
) -> None:
    for path in folder.glob(pattern):
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
    check_it_does_not_answer_and_can_be_rebuilt(folder)


def test_a_segment_cut_short_while_open_is_noticed(folder: Path) -> None:
    engine = reopened(folder)
    for path in folder.glob("g-*/*/*.col"):
        path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(NeedsRebuild):
        engine.search(QUERY)
    assert engine.needs_rebuild


def test_a_damaged_index_refuses_to_be_written_to(folder: Path) -> None:
    next(folder.glob("manifest.json")).write_text("{}")
    engine = reopened(folder)
    with pytest.raises(NeedsRebuild):
        engine.put(ENTRIES)
    with pytest.raises(NeedsRebuild):
        engine.remove(["e1"])


def test_a_writer_that_died_half_way_is_noticed_by_every_process(folder: Path) -> None:
    engine = reopened(folder)
    assert engine.search(QUERY).total == 3
    program = (
        "import os, sys\n"
        "from search_index import Entry, open_engine\n"
        "from search_index.engines.whoosh import writer\n"
        "honest = writer.commit\n"
        "writer.commit = lambda *given: (honest(*given), os._exit(9))\n"
        "entry = Entry('e9', 'Removal', '', {'coalition'}, {}, '2026-01-01')\n"
        "open_engine(sys.argv[1]).put([entry])\n"
    )
    assert run(program, folder) == 9
    assert engine.needs_rebuild
    with pytest.raises(NeedsRebuild):
        engine.search(QUERY)
    check_it_does_not_answer_and_can_be_rebuilt(folder)


def test_a_rebuild_that_fails_leaves_the_old_index(folder: Path) -> None:
    def failing():  # type: ignore[no-untyped-def]
        yield ENTRIES[0]
        raise LookupError("the database went away")

    engine = reopened(folder)
    with pytest.raises(LookupError):
        engine.rebuild(failing(), 9)
    assert (engine.search(QUERY).total, engine.position) == (3, 5)
    assert len(list(folder.glob("g-*"))) == 1


def test_an_index_of_another_format_asks_for_a_rebuild(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 0}))
    check_it_does_not_answer_and_can_be_rebuilt(folder)


def test_another_process_sees_a_change_at_once(folder: Path) -> None:
    engine = reopened(folder)
    assert engine.search(QUERY).total == 3
    program = (
        "import sys\n"
        "from search_index import Entry, open_engine\n"
        "engine = open_engine(sys.argv[1])\n"
        "engine.put([Entry('e1', 'Removal', '', {'user:1'}, {}, '2026-01-01')], 6)\n"
        "engine.remove(['e2'], 7)\n"
    )
    assert run(program, folder) == 0
    assert [hit.id for hit in engine.search(QUERY).hits] == ["e0"]
    assert engine.position == 7
    assert run(program.replace("engine.remove(['e2'], 7)", "engine.rebuild([], 8)"), folder) == 0
    assert (engine.search(QUERY).total, engine.position) == (0, 8)


def test_half_a_surrogate_pair_does_not_stop_a_write(folder: Path) -> None:
    engine = reopened(folder)
    odd = Entry(
        "odd", "Removal \ud800", "x\ud800y", {"coalition"}, {"kind": "k\ud800"}, "2026-01-01"
    )
    engine.put([odd])
    with pytest.raises(ValueError, match="surrogates"):
        replace(odd, id="\ud800")
    with pytest.raises(ValueError, match="surrogates"):
        replace(odd, read_tokens={"\ud800"})
    page = engine.search(Query("removal", {"coalition"}, facets=("kind",)))
    assert (page.total, page.facets) == (4, {"kind": {"k\ud800": 1}})


def run(program: str, folder: Path) -> int:
    command = [sys.executable, "-W", "ignore", "-c", program, f"whoosh://{folder}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, cwd=ROOT, timeout=60, check=False).returncode


def test_a_program_that_seeds_chance_can_write_twice(folder: Path) -> None:
    engine = reopened(folder)
    for number in range(2):
        random.seed(7)
        engine.put([Entry(f"again{number}", "Removal", "", {"coalition"}, {}, "2026-01-01")])
    assert engine.search(QUERY).total == 5
