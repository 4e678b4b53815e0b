"""Mail texts from ``templates/emails``, without the web's template environment."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "emails"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Mails are plain text, where escaping for HTML would garble names.
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def mail_text(template: str, words: dict[str, str]) -> str:
    """The text of the mail that ``template`` makes with ``words``."""
    return _environment().get_template(template).render(words)
