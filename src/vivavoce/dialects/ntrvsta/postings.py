"""How templates are served, and how the posting they stand for is found."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.actions import names, templates
from vivavoce.actions.templates import Sheet
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.ntrvsta import cursor, ids, inbound, outbound, reply
from vivavoce.dialects.ntrvsta.inbound import DIALECT
from vivavoce.dialects.ntrvsta.outbound import Known
from vivavoce.domain.review import Template
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def create_template(tx: Tx, call: Call) -> Reply:
    new, posting_id = inbound.new_template(call.body), call.body.external_posting_id
    if posting_id is None:
        template, reused = templates.create(tx, new), False
    else:
        template, reused = templates.create_or_reuse(tx, DIALECT, posting_id, new)
    if not reused:
        names.remember(tx, DIALECT, template.id, inbound.template_extras(call.body))
    ((sheet, known),) = _shown(tx.view, call, (template,))
    return reply.made(outbound.made_template(sheet, known, reused=reused), reused=reused)


def list_templates(view: View, call: Call) -> Reply:
    posting_id = call.query.external_posting_id
    if posting_id is not None:
        found = templates.by_posting(view, call.actor, DIALECT, posting_id)
        return _page(view, call, (found,) if found else (), None)
    part = cursor.page(call.query)
    rows = templates.listing(view, call.actor, part)
    more = cursor.write(call.query, str(part.number + 1)) if part.number < rows.pages else None
    return _page(view, call, rows.rows, more)


def read_template(view: View, call: Call) -> Reply:
    id = ids.read(ids.Kind.TEMPLATE, call.path["templateId"])
    ((sheet, known),) = _shown(view, call, (templates.read(view, call.actor, id),))
    return reply.ok(outbound.template(sheet, known))


def _page(view: View, call: Call, found: Sequence[Template], more: str | None) -> Reply:
    shown = [outbound.template(sheet, known) for sheet, known in _shown(view, call, found)]
    return reply.ok({"templates": shown, "nextCursor": more})


def _shown(view: View, call: Call, found: Sequence[Template]) -> list[tuple[Sheet, Known]]:
    """Each template with all that is told of it."""
    own = [template.id for template in found]
    posted, extras = names.of(view, DIALECT, own), names.extras(view, DIALECT, own)
    return [
        (
            templates.sheet(view, call.actor, template),
            Known(posted.get(template.id), extras.get(template.id, {})),
        )
        for template in found
    ]
