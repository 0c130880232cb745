"""Makes the document of a plan: PDF/UA with goals, stages and signature lines (S04)."""

import uuid
from dataclasses import dataclass

from processes.casework import plan_document, rows
from processes.casework.documents import pdf
from processes.casework.documents import plan as document
from processes.casework.letters import sending
from processes.engine.operations import Context

KIND = "outside"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which plan, and what its document says."""

    plan_id: uuid.UUID
    document: document.PlanDocument


def prepare(context: Context, plan_id: str) -> Wanted:
    """The plan as it stands now."""
    plan = rows.plan(context, plan_id)
    return Wanted(plan_id=plan.id, document=plan_document.of(context.session, plan))


def act(payload: Wanted, key: str) -> pdf.Rendered:
    """Renders it."""
    return document.render(payload.document)


def settle(context: Context, payload: Wanted, result: pdf.Rendered) -> dict[str, object]:
    """Keeps the document with the plan. Result: dokument_id."""
    plan = rows.plan(context, payload.plan_id)
    title = f"{payload.document.title} Entwurf" if payload.document.is_draft else payload.document.title
    kept = sending.keep_document(context, kind="hilfeplan", title=title, rendered=result, channel=None, plan_id=plan.id)
    return {"dokument_id": str(kept.id)}
