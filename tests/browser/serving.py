"""A real server on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from coalition.web.dispatch import Portal


@contextmanager
def serve(app: Portal) -> Iterator[str]:
    """The address of a portal, served by threads."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        # The name and not the number, because browsers treat localhost as a secure place.
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
