"""Every public attachment, however broken or hostile, has a clear end."""

import pytest

from coalition.deidentify.files.formats import sanitise_file
from coalition.deidentify.files.results import Unsafe
from tests.support.public_data import public_data

FOLDERS = ("archives", "docx", "images", "misc", "pdf_malformed", "pdf_redaction")


@pytest.mark.parametrize("folder", FOLDERS)
def test_it_is_built_anew_or_refused_in_words(folder):
    ends = {}
    for file in sorted(public_data("attachments", folder).iterdir()):
        try:
            ends[file.name] = sanitise_file(file.name, file.read_bytes(), signed_for=True)
        except Unsafe as refused:
            ends[file.name] = refused
    unclear = {
        name
        for name, end in ends.items()
        if isinstance(end, Unsafe) and not (end.reason.endswith(".") and end.way_out.endswith("."))
    }
    assert ends
    assert not unclear


def test_what_was_built_of_public_documents_builds_again_to_the_same_text():
    for file in sorted(public_data("attachments", "docx").iterdir()):
        try:
            once = sanitise_file(file.name, file.read_bytes())
        except Unsafe:
            continue
        assert sanitise_file(file.name, once.content).parts == once.parts, file.name
