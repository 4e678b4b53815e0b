"""Every command of the portal. Each module holds one group; they call services, as pages do."""

from coalition.cli import (
    audit,
    deidentify,
    demo,
    documents,
    evidence,
    members,
    reference,
    search,
    vault,
    worker,
)
from coalition.web.dispatch import Portal

COMMANDS = (
    documents.documents,
    deidentify.deidentify,
    evidence.evidence,
    demo.demo,
    audit.audit_group,
    worker.worker,
    members.members,
    members.offices,
    search.search,
    reference.settings,
    reference.docs,
    vault.vault,
)


def register(app: Portal) -> None:
    """Add the commands to the app."""
    for command in COMMANDS:
        app.cli.add_command(command)
