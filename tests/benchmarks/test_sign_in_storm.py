"""The visitors and figures of the storm; against gunicorn it is run by hand, for its times."""

from benchmarks.sign_in_storm import Reading, report, storm
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
        with Reading([reader], ["/account", "/documents"]) as reading:
            taken, refused = storm(base, guests[1:])
    assert (len(taken), refused, reading.failed) == (3, 0, 0)
    assert reading.taken


def test_the_report_says_whether_the_promise_held() -> None:
    row = {"pages": 9, "p50_ms": 20.0, "p95_ms": 1499.0, "most_ms": 2000.0}
    found = {"people": 50, "readers": 8, "load": [0.1, 0.2, 0.3], "failed": 0}
    found |= dict.fromkeys(("reading_before", "reading_during", "signing_in"), row)
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
