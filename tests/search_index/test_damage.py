"""What is lost or half-written is noticed, answers as empty, and is mended by a rebuild."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
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


def check_it_is_empty_and_can_be_rebuilt(folder: Path) -> None:
    engine = reopened(folder)
    assert engine.search(QUERY).total == 0
    assert engine.needs_rebuild
    assert (engine.position, engine.count()) == (0, 0)
    engine.rebuild(ENTRIES[:2], 8)
    assert (engine.search(QUERY).total, engine.position, engine.needs_rebuild) == (2, 8, False)
    assert reopened(folder).search(QUERY).total == 2
    assert len(list(folder.glob("g-*"))) == 1


def test_a_missing_index_asks_for_a_rebuild(folder: Path) -> None:
    shutil.rmtree(folder)
    check_it_is_empty_and_can_be_rebuilt(folder)


def test_a_lost_generation_asks_for_a_rebuild(folder: Path) -> None:
    for path in folder.glob("g-*"):
        shutil.rmtree(path)
    check_it_is_empty_and_can_be_rebuilt(folder)


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
    check_it_is_empty_and_can_be_rebuilt(folder)


def test_a_segment_cut_short_while_open_is_noticed(folder: Path) -> None:
    engine = reopened(folder)
    for path in folder.glob("g-*/*/*.col"):
        path.write_bytes(path.read_bytes()[:200])
    assert engine.search(QUERY).total == 0
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
    assert engine.search(QUERY).total == 0
    check_it_is_empty_and_can_be_rebuilt(folder)


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
    check_it_is_empty_and_can_be_rebuilt(folder)


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
