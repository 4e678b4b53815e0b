"""Importing items of evidence: choose a file, say what its columns are, look, import."""

from dataclasses import replace

from flask import Response, g, make_response, render_template, request
from wtforms import SelectField

from coalition.documents import item_imports
from coalition.documents.import_forms import ItemFileForm, PlanForm, plan_form
from coalition.documents.item_codes import VOCABULARIES
from coalition.documents.item_imports import Index, Opened, index_to_fill, judged, opened
from coalition.documents.pages import action, go_to, pages
from coalition.documents.queries import readable_papers
from coalition.evidence.interchange import services
from coalition.evidence.interchange.delimited import CSV
from coalition.evidence.interchange.fitting import Fate, Fated
from coalition.evidence.interchange.mapping import PRESETS, Plan, guessed_plan
from coalition.evidence.interchange.queries import (
    Outcome,
    find_own_import,
    mapping_of,
    mappings_of,
    outcome_of,
    own_import,
)
from coalition.evidence.interchange.reading import kind_words
from coalition.evidence.interchange.writing import write_problems
from coalition.web.identity import current_actor

# The file, and the fields and headers around it.
_LARGEST_BODY = services.MOST_BYTES + 64 * 1024
SHOWN_ROWS = 50
SAMPLES = 3


def _file_page(index: Index, form: ItemFileForm) -> Response:
    begun = find_own_import(current_actor(), index.paper.thing)
    page = render_template(
        "documents/items/file.html",
        paper=index.paper,
        title=index.content.title,
        begun=begun,
        form=form,
    )
    return make_response(page, form.status)


@pages.get("/<public_id>/items", requires="document:edit")
def item_file(public_id: str) -> Response:
    """Choose a file."""
    return _file_page(index_to_fill(current_actor(), public_id), ItemFileForm())


@pages.post("/<public_id>/items", requires="document:edit", largest_body=_LARGEST_BODY)
def keep_item_file(public_id: str) -> Response:
    """Keep the file, sealed, and go on to what its columns are."""
    index, form = index_to_fill(current_actor(), public_id), ItemFileForm()
    with form.showing_problems():
        given = request.files.get("file")
        content = given.read() if given is not None else b""
        row = item_imports.begin_import(current_actor(), public_id, content=content)
        return go_to("item_plan", public_id=public_id, import_id=row.public_id)
    return _file_page(index, form)


def _form_of(file: Opened) -> PlanForm:
    heads = file.table.heads if file.table else ()
    words = kind_words(file.table, file.plan, VOCABULARIES) if file.table else []
    return plan_form(heads, words, file.plan)


def _plan_page(file: Opened, form: PlanForm, rows: list[Fated]) -> Response:
    actor = current_actor()
    listing = {paper for row in rows for paper in row.listed}
    page = render_template(
        "documents/items/plan.html",
        paper=file.index.paper,
        title=file.index.content.title,
        import_id=file.row.public_id,
        file=file,
        form=form,
        columns=_columns(file, form),
        presets=PRESETS,
        mappings=mappings_of(actor.office_id),
        outcome=item_imports.outcome_of_rows(rows),
        coming=[row.row for row in rows if row.fate is Fate.TAKEN],
        listed=[row for row in rows if row.listed],
        listing=readable_papers(actor, listing),
        shown=SHOWN_ROWS,
        version=file.index.version,
    )
    return make_response(page, form.status)


def _columns(file: Opened, form: PlanForm) -> list[tuple[SelectField, list[str]]]:
    """The field of each column, and what the first rows hold there."""
    if file.table is None:
        return []
    rows = file.table.rows[:SAMPLES]
    cells = [dict(zip(file.table.heads, row.cells, strict=False)) for row in rows]
    return [
        (field, [text for each in cells if (text := each.get(head, "").strip())])
        for head, field in form.columns()
    ]


@pages.get("/<public_id>/items/<import_id>", requires="document:edit")
def item_plan(public_id: str, import_id: str) -> Response:
    """What the columns are and what would become of each row; or what became of it."""
    actor = current_actor()
    index = index_to_fill(actor, public_id)
    row = own_import(actor, index.paper.thing, import_id)
    outcome = outcome_of(row)
    if outcome is not None:
        return _result_page(index, import_id, outcome)
    file = opened(actor, public_id, import_id)
    return _plan_page(file, _form_of(file), judged(actor, file))


def _result_page(index: Index, import_id: str, outcome: Outcome) -> Response:
    page = render_template(
        "documents/items/result.html",
        paper=index.paper,
        title=index.content.title,
        import_id=import_id,
        outcome=outcome,
        shown=SHOWN_ROWS,
    )
    return make_response(page)


@pages.post("/<public_id>/items/<import_id>", requires="document:edit")
def change_item_plan(public_id: str, import_id: str) -> Response:
    """Keep what was chosen, or take it from the header or a mapping of the office."""
    actor = current_actor()
    file = opened(actor, public_id, import_id)
    form = _form_of(file)
    with form.showing_problems():
        plan = _asked_plan(file, form)
        services.keep_plan(file.row, plan)
        if action() == "keep":
            services.save_mapping(actor, name=form.name.data or "", plan=plan)
        elif action().startswith("forget-"):
            services.erase_mapping(actor, action().removeprefix("forget-"))
        return go_to("item_plan", public_id=public_id, import_id=import_id)
    return _plan_page(file, form, [])


def _asked_plan(file: Opened, form: PlanForm) -> Plan:
    how, _, what = action().partition("-")
    if file.table is not None and how == "guess" and what in PRESETS:
        plan = guessed_plan(file.table.heads, file.plan.dialect, what)
        return item_imports.planned(file.index, file.table, plan)
    if file.table is not None and how == "use":
        mapping = mapping_of(current_actor().office_id, what)
        plan = Plan.from_json(mapping.plan).applied_to(file.table.heads, file.plan.dialect)
        return item_imports.planned(file.index, file.table, plan)
    chosen = form.plan()
    if chosen.dialect != file.plan.dialect:
        anew = item_imports.suggested_plan(file.index, file.content, chosen.dialect)
        return replace(chosen, columns=anew.columns, first_day=chosen.first_day or anew.first_day)
    return chosen


def _judge_beforehand(public_id: str, import_id: str) -> None:
    actor = current_actor()
    file = opened(actor, public_id, import_id)
    g.judged_rows = judged(actor, file), file.index.version


@pages.post(
    "/<public_id>/items/<import_id>/run", requires="document:edit", beforehand=_judge_beforehand
)
def run_item_import(public_id: str, import_id: str) -> Response:
    """Put the rows into the draft."""
    rows, version = g.judged_rows
    values = {"public_id": public_id, "import_id": import_id}
    if request.form.get("version") != str(version):
        return go_to("item_plan", **values, notice="item-draft-saved")
    if not any(row.fate in (Fate.TAKEN, Fate.DONE) for row in rows):
        return go_to("item_plan", **values, notice="item-nothing-comes")
    form = ItemFileForm(formdata=None)
    with form.showing_problems():
        item_imports.run_import(current_actor(), **values, rows=rows, version=version)
        return go_to("item_plan", **values)
    return _file_page(index_to_fill(current_actor(), public_id), form)


@pages.get("/<public_id>/items/<import_id>/problems.csv", requires="document:edit")
def item_problems(public_id: str, import_id: str) -> Response:
    """What is wrong in the file, by row and column."""
    actor = current_actor()
    index = index_to_fill(actor, public_id)
    outcome = outcome_of(own_import(actor, index.paper.thing, import_id))
    if outcome is None:
        rows = judged(actor, opened(actor, public_id, import_id))
        outcome = item_imports.outcome_of_rows(rows)
    return Response(
        write_problems(outcome.problems, CSV),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="rows-to-mend.csv"'},
    )


@pages.post("/<public_id>/items/<import_id>/erase", requires="document:edit")
def erase_item_import(public_id: str, import_id: str) -> Response:
    """Erase the file without importing it, or what became of its rows."""
    item_imports.erase_import(current_actor(), public_id, import_id)
    return go_to("item_file", public_id=public_id, notice="item-file-erased")
