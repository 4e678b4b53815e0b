"""Lists of recordings to look at: one that waits, with something to mend, and one that came."""

from dataclasses import replace

from coalition.access.audience import Audience, Tlp
from coalition.db import unit_of_work
from coalition.documents.content import Content
from coalition.documents.drafts import create_draft
from coalition.documents.item_imports import begin_import, judged, opened, run_import
from coalition.evidence.interchange.queries import plan_of
from coalition.evidence.interchange.services import keep_plan, save_mapping
from coalition.web.dispatch import Portal
from tests.support.world import Member

LIST = (
    "Evidence Title,Evidence ID,Evidence Type,Recorded On,Duration,Device Serial,Owner,SHA-256\n"
    "Front,E-1001,Video,9/12/2025 9:05:28 PM,0:10:00,X60A1234K,Doe,{one}\n"
    "Rear,E-1002,Film,9/12/2025 9:07:00 PM,0:05:00,X60A1235K,Roe,\n"
    "Porch,E-1003,Image,9/13/2025 1:00:00 AM,,,,{one}\n"
    "Side,E-1004,Video,yesterday,-3,,,d41d8\n"
).format(one="ab" * 32)


def keep_lists(app: Portal, author: Member, waiting_index: str) -> dict[str, str]:
    """Begin an import into a draft that is there, and finish one into another."""
    actor = author.actor
    with app.app_context(), unit_of_work():
        text = Content("Footage from a list", "", Audience(Tlp.GREEN), {"state": "MN"})
        index = create_draft(actor, kind="evidence-index", content=text).public_id
        waiting = begin_import(actor, waiting_index, content=LIST.encode()).public_id
        row = begin_import(actor, index, content=LIST.encode())
        keep_plan(row, replace(plan_of(row), zone="-05:00"))
        save_mapping(actor, name="Our agency’s export", plan=plan_of(row))
        done = row.public_id
        rows = judged(actor, opened(actor, index, done))
        run_import(actor, index, done, rows=rows, version=1)
    return {"list": waiting, "listed_index": index, "list_done": done}
