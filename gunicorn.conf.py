"""How gunicorn serves the app; the address is COALITION_BIND, as in coalition/settings.py."""

import os
import re
import resource
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

bind = os.environ.get("COALITION_BIND", "127.0.0.1:8000")

# Two processes suit two cores. Fifty of their threads are for visitors who wait to sign in, as
# coalition/web/doorway.py lets them, and do nothing meanwhile; sixteen are left to those who read.
workers = 2
worker_class = "gthread"
threads = 66
# Each worker opens its own database connections and index readers; none may be inherited.
preload_app = False

timeout = 30
graceful_timeout = 10
keepalive = 5
# Heartbeats must not wait for a slow disk.
if Path("/dev/shm").is_dir():  # noqa: S108  # nosec B108  # The kernel's own memory file system, not a shared folder.
    worker_tmp_dir = "/dev/shm"  # noqa: S108  # nosec B108  # As above.


def on_starting(_server: object) -> None:
    """Let each process open as many files as the system allows: many systems begin at 1,024.

    Connections, databases and the search index share them.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


# Nothing the app links to comes near these.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# Only a proxy on this machine may say that the visitor came by https. Whether it may also say who
# the visitor is, is COALITION_TRUSTED_PROXIES.
forwarded_allow_ips = "127.0.0.1,::1"

# The secrets that stand in a path: links of mails. Whoever reads the log must not follow them.
_LINK = re.compile(
    r"^/+(invitations|forgotten-password|enrol/reset|join/confirm|join/answer)/.*", re.DOTALL
)


class PortalLogger(Logger):  # type: ignore[misc]
    """Gunicorn's log without what people search for and without the links that mails carry."""

    def atoms(self, *given: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*given)
        found["U"] = _LINK.sub(r"/\1/…", found["U"] or "")
        # What a visitor put into the path or a header in front must not begin a line of its own.
        for name in ("U", "h", "m"):
            found[name] = "".join(c if c.isprintable() else "?" for c in found[name] or "-")
        return found

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        # Gunicorn's own message of a failed request quotes the address.
        if str(msg).startswith("Error handling request"):
            msg, args = "Error handling a request", ()
        super().exception(msg, *args, **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        # Its message about a request that cannot be parsed quotes the first line.
        if str(msg).startswith("Invalid request from"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)


logger_class = PortalLogger

# One line per request: method and path. The request line, the query string and the referrer are
# left out, because what people search for must never reach a log.
accesslog = "-"
access_log_format = "%(t)s %(h)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
loglevel = "info"

# A socket that takes commands while running is one more door; signals do.
control_socket_disable = True
