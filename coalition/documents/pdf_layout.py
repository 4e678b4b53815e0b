"""Lays out one page of HTML as a PDF: a process of its own, so that it can be stopped.

Started by pdf_file.py in an isolated interpreter without environment. It reads HTML and CSS as JSON
from standard input, fetches nothing, and writes the PDF to standard output.
"""

import json
import os
import resource
import sys
from typing import Any

# Whoever reads a page goes before whoever waits for a file.
_PATIENCE = 15


def main(seconds: int, memory: int) -> None:
    """Write the PDF, within so many seconds of computing and bytes of memory."""
    os.nice(_PATIENCE)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    asked = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(laid_out(asked["html"], asked["css"]))


def laid_out(html: str, css: str) -> bytes:
    """The PDF; whatever the page asks for beside itself is left out."""
    # It takes seconds to load, and is not there at all where Pango is missing.
    import weasyprint
    from weasyprint.urls import URLFetcher

    refusing = URLFetcher(allowed_protocols=())
    style = weasyprint.CSS(string=css, url_fetcher=refusing)
    page = weasyprint.HTML(string=html, url_fetcher=refusing)
    made: bytes = page.write_pdf(stylesheets=[style], finisher=_without_maker, pdf_tags=True)
    return made


def _without_maker(document: Any, pdf: Any) -> None:
    """The file says nothing of the programs on the server."""
    pdf.info.pop("Producer", None)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
