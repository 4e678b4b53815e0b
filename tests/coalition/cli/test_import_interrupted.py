"""An import that is killed in the middle is finished by running it again."""

import os
import signal
import subprocess
import sys
import time

from sqlalchemy import create_engine, text

from coalition.audit.queries import verify
from tests.coalition.cli.conftest import row
from tests.support.settings import make_environment

ROWS = 450
PATIENCE_SECONDS = 60


def test_a_killed_import_is_finished_by_the_next_and_doubles_nothing(
    app, world, rows_file, tmp_path, database_url
):
    importer = world.person("Maribel Quintrell", world.office("tamarack-mn"), "coalition-admin")
    file = rows_file(*(row(number, author=number % 9) for number in range(ROWS)))
    environment = {
        **{n: v for n, v in os.environ.items() if not n.startswith("COALITION_")},
        **make_environment(tmp_path, database_url),
    }
    command = [
        *(sys.executable, "-m", "flask", "--app", "wsgi", "documents", "import", str(file)),
        *("--as", importer.email, "--assured", "--create-members"),
    ]
    engine = create_engine(database_url)

    def papers() -> int:
        with engine.connect() as connection:
            return connection.execute(text("SELECT count(*) FROM papers")).scalar_one()

    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while papers() == 0 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = papers()
    assert 0 < before < ROWS
    assert before % 200 == 0

    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    engine.dispose()
    assert again.returncode == 0, again.stderr
    assert f"{before} skipped" in again.stdout
    assert f"{ROWS - before} published" in again.stdout
    assert papers() == ROWS
    engine.dispose()
    with app.app_context():
        assert verify().whole
