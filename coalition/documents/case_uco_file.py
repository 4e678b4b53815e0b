"""A published evidence index as a CASE/UCO file."""

from coalition.documents.exporting import Export
from coalition.evidence.interchange.case_uco import Index, case_file


def case_uco_file(export: Export) -> bytes:
    """The file. What is said of whoever downloads it and when is in the log and not in here."""
    content = export.content
    return case_file(
        Index(content.title, content.body, content.fields),
        number=export.public_id,
        marks=export.marks[:2],
        custody=export.custody,
    )
