"""The visitors and figures of the storm; against gunicorn it is run by hand, for its times."""

import subprocess
import sys
from itertools import count
from subprocess import PIPE

from benchmarks.sign_in_storm import Reading, Served, report, storm
from benchmarks.storm_parts import Guest, Visitor, percentiles
from coalition import clock as time
from coalition.web.dispatch import Portal
from tests.browser.serving import serve
from tests.support.world import World


def test_everybody_of_a_small_storm_gets_in_and_reading_goes_on(app: Portal, world: World) -> None:
    office = world.office("birch")
    made = [world.person(f"Guest {number}", office) for number in range(4)]
    guests = [Guest(one.email, one.totp_secret, one.password) for one in made]
    with serve(app) as base, time.use(time._system):
        reader = Visitor(base)
        assert reader.sign_in(guests[0]) == 303
        with Reading([reader], ["/account", "/documents"], work=count().__next__) as reading:
            taken, refused = storm(base, guests[1:])
    assert (len(taken), refused, reading.failed) == (3, 0, 0)
    assert reading.taken
    assert set(reading.worked) == {1}


def test_the_work_of_a_portal_is_that_of_all_its_processes() -> None:
    busy = "import time\nwhile time.process_time() < 0.05: pass\nprint(flush=True)\ninput()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdin=PIPE, stdout=PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert Served("http://localhost", process.pid).work() >= 50
        process.communicate(b"\n")


def test_the_report_says_whether_the_promise_held() -> None:
    row = {"pages": 9, "p50_ms": 20.0, "p95_ms": 1499.0, "most_ms": 2000.0}
    found = {"people": 50, "readers": 8, "load": [0.1, 0.2, 0.3], "failed": 0}
    rows = ("reading_before", "reading_during", "work_before", "work_during", "signing_in")
    found |= dict.fromkeys(rows, row)
    assert "under 1500 ms: yes" in report(found)
    found["reading_during"] = row | {"p95_ms": 1500.0}
    assert "under 1500 ms: NO" in report(found)


def test_percentiles_are_those_of_the_list() -> None:
    assert percentiles([float(n) for n in range(1, 101)]) == {
        "p50_ms": 50.5,
        "p95_ms": 96.0,
        "most_ms": 100.0,
    }
    assert percentiles([]) == {"p50_ms": 0.0, "p95_ms": 0.0, "most_ms": 0.0}
