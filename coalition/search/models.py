"""Words that the coalition's admins hold to mean the same."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.db import db


class SynonymPhrase(db.Model):  # type: ignore[name-defined,misc]
    """One phrase of a group; phrases with the same ``group_id`` mean the same.

    ``key`` is the phrase as the search reads it. It is unique, so that no phrase is in two groups
    however quickly two admins type.
    """

    __tablename__ = "search_synonyms"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    group_id: Mapped[str] = mapped_column(String(32), index=True)
    phrase: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(500), unique=True)
