"""An import that is killed in the middle leaves nothing half done, and is pressed once more."""

import io
import json
import os
import signal
import subprocess
import sys

from sqlalchemy import select

from coalition.db import db
from coalition.documents.drafts import draft_content
from coalition.documents.queries import readable_paper
from coalition.evidence.interchange.models import ImportedRow, ItemImport
from tests.coalition.documents.conftest import OWN_OFFICE
from tests.support.client import form_values
from tests.support.settings import make_environment

ROWS = 40
LIST = "Label,Kind\n" + "".join(f"Camera {number},dash\n" for number in range(ROWS))
# The person's own request, as a server process answers it; it waits just before it would commit.
REQUEST = """
import json, sys, time
from coalition import clock
from coalition.evidence.interchange import services
from tests.support.clock import FrozenClock
finish = services.finish
def finish_and_wait(*given):
    finish(*given)
    print("written", flush=True)
    time.sleep(60)
services.finish = finish_and_wait
from wsgi import app
path, form, cookies = map(json.loads, sys.argv[1:])
client = app.test_client()
for name, value in cookies.items():
    client.set_cookie(name, value)
with clock.use(FrozenClock()):
    print(client.post(path, data=form).status, flush=True)
"""


def test_a_killed_import_is_finished_by_pressing_once_more(
    app, browser, cast, write, tmp_path, database_url
):
    index = write(cast.author, OWN_OFFICE, publish=False, kind="evidence-index", clips=[])
    author = browser().sign_in(cast.author)
    file = {"file": (io.BytesIO(LIST.encode()), "list.csv")}
    kept = author.submit(author.get(f"/documents/{index}/items"), file)
    page = author.follow(kept)
    path = page.response.request.path

    environment = {
        **{n: v for n, v in os.environ.items() if not n.startswith("COALITION_")},
        **make_environment(tmp_path, database_url),
    }
    settings = app.extensions["coalition"].settings
    names = (settings.cookie_name, settings.device_cookie_name)
    held = {name: author.client.get_cookie(name) for name in names}
    cookies = {name: cookie.value for name, cookie in held.items() if cookie}
    form = form_values(page.form(f"{path}/run"))
    command = [sys.executable, "-c", REQUEST, *map(json.dumps, (f"{path}/run", form, cookies))]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    with app.app_context():
        content = draft_content(readable_paper(cast.author.actor, index))
        assert content.fields["clips"] == []
        assert db.session.scalars(select(ImportedRow)).all() == []
        assert db.session.scalars(select(ItemImport)).one().content is not None
    page = author.get(path)
    assert f"{ROWS} of {ROWS} rows would come." in page.words
    done = author.follow(author.submit(page, action=f"{path}/run"))
    assert f"{ROWS} rows are in the draft" in done.words
    with app.app_context():
        content = draft_content(readable_paper(cast.author.actor, index))
        assert len(content.fields["clips"]) == ROWS
        assert len(db.session.scalars(select(ImportedRow)).all()) == ROWS
