"""How invitations are served."""

from __future__ import annotations

from vivavoce.actions import folders, names, templates
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.ntrvsta import inbound, outbound, reply
from vivavoce.dialects.ntrvsta.ids import Kind, read
from vivavoce.dialects.ntrvsta.inbound import DIALECT
from vivavoce.dialects.ntrvsta.outbound import Known
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.domain.review import Template
from vivavoce.store.tx import Tx


def create_invitation(tx: Tx, call: Call) -> Reply:
    template = _template(tx, call)
    house = call.house
    invited = templates.invite(tx, house.links, house.mind, inbound.new_invite(call.body, template.id))
    id = invited.interview.id
    if not invited.reused:
        names.remember(tx, DIALECT, id, inbound.invitation_extras(call.body))
    folder = folders.read(tx.view, call.actor, house.links, id)
    posted = names.of(tx.view, DIALECT, (template.id,)).get(template.id)
    known = Known(posted, names.extras(tx.view, DIALECT, (id,)).get(id, {}))
    shown = outbound.invitation(folder, template.id, known, call.now, reused=invited.reused)
    return reply.made(shown, reused=invited.reused)


def _template(tx: Tx, call: Call) -> Template:
    """The template named by id, by posting or both. Raises NotFound, Invalid when they differ."""
    wanted, posting_id = call.body.template_id, call.body.external_posting_id
    named = templates.read(tx.view, call.actor, read(Kind.TEMPLATE, wanted)) if wanted else None
    if posting_id is None and named is not None:
        return named
    posted = templates.by_posting(tx.view, call.actor, DIALECT, posting_id)
    if named is not None and named != posted:
        raise Invalid.because("externalPostingId", "names another template than templateId")
    if posted is None:
        raise NotFound("template", posting_id)
    return posted
