"""Why a paper is recalled: a list, so that no reason can identify somebody."""

from typing import Final

REASONS: Final = {
    "identifies": "It may identify somebody",
    "audience": "It reached people it was not meant for",
    "order": "A court order or a law asks for it",
    "wrong": "It holds a serious error",
    "privilege": "It holds what is privileged",
    "other": "Another reason; ask the office",
}
