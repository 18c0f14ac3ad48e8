"""What can be done with the files about a candidate: kept whole, given back whole."""

from __future__ import annotations

from vivavoce.domain.hiring import Document
from vivavoce.domain.identity import Actor
from vivavoce.kit.ids import new_id
from vivavoce.store import queries
from vivavoce.store.shapes import CANDIDATE, DOCUMENT
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def attach(tx: Tx, candidate_id: str, name: str, media_type: str, body: bytes) -> Document:
    """Keep a file about a candidate; it is seen by nobody who judges. Raises NotFound."""
    tx.actor.need("candidates:write")
    tx.get(CANDIDATE, candidate_id)
    document = Document(new_id(), tx.organization_id, candidate_id, name, media_type, len(body), tx.now)
    tx.add(DOCUMENT, document, body=body)
    tx.audit("document.attach", document.id)
    return document


def listing(view: View, actor: Actor, candidate_id: str) -> tuple[Document, ...]:
    """The files about a candidate, oldest first. Raises NotFound."""
    actor.need("candidates:read")
    view.get(CANDIDATE, candidate_id)
    return view.every(DOCUMENT, candidate_id=candidate_id)


def read(view: View, actor: Actor, id: str) -> bytes:
    """The bytes of a file. Raises NotFound."""
    actor.need("candidates:read")
    view.get(DOCUMENT, id)
    return bytes(view.ask(queries.DOCUMENT_BODY, id=id)[0][0])
