"""What answers a GET with no page, and with what instead."""

NOT_PAGES = {
    "/static/<path:filename>": "stylesheets, scripts and the icon",
    "/saved-searches/<public_id>/run": "leads to the search",
    "/healthz": "JSON for machines",
    "/.well-known/change-password": "leads to the account",
    "/.well-known/security.txt": "a text file for finders of weaknesses",
    "/search/suggest": "JSON for the search box",
    "/enrol/recovery-codes.txt": "a text file to keep",
    "/audit/export.csv": "a table to keep",
    "/documents/<public_id>/export/<format>": "a file to keep",
    "/documents/<public_id>/recipients.csv": "a table to keep",
    "/documents/<public_id>/custody.json": "a log to keep",
    "/documents/<public_id>/custody/<int:number>/token": "a token to keep",
    "/documents/<public_id>/missing.csv": "a table to keep",
    "/documents/<public_id>/missing.json": "a register to keep",
    "/documents/<public_id>/items/<import_id>/problems.csv": "a table to keep",
    "/records/requests/<public_id>/log.csv": "a table to keep",
    "/records/flags/report.csv": "a table to keep",
    "/members/<public_id>/received.csv": "a table to keep",
    "/documents/<public_id>/files/<file_id>": "a file to keep",
}
