"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FrozenClock:
    """Starts at noon UTC on 22 November 2026."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, *, seconds: float = 0, minutes: float = 0, days: float = 0) -> None:
        """Move on; negative values move back."""
        self.at += timedelta(seconds=seconds, minutes=minutes, days=days)
