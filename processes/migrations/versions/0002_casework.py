"""The tables of casework, with what keeps their invariants: German order, numbers, checks at the end."""

from alembic import op

from processes.casework import models  # noqa: F401
from processes.database import CaseworkBase

revision = "0002"
down_revision = "0001"

#: German order (DIN 5007-1) without ICU: small letters, no accents, ß as ss. Also what search compares.
_DE_SORT = r"""
create function casework.de_sort(value text) returns text language sql immutable strict parallel safe as $$
    select replace(replace(replace(
        translate(lower(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g')), 'łøđı', 'lodi'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
$$
"""

#: domain.md 4.4 no. 1 and 8, looked at when the transaction commits, so that the order of changes within it is free.
_CHECK_CASE = """
create function casework.check_case() returns trigger language plpgsql as $$
declare
    this casework.case_file;
begin
    select * into this from casework.case_file where id = (to_jsonb(coalesce(new, old)) ->> tg_argv[0])::uuid;
    if not found then
        return null;
    end if;
    if this.status = 'plan_aktiv'
       and not exists (select from casework.plan where case_id = this.id and status = 'aktiv') then
        raise check_violation using constraint = 'case_has_active_plan',
            message = 'A case in plan_aktiv needs an active plan.';
    end if;
    if this.status in ('nachsorge', 'geschlossen', 'weitergeleitet')
       and exists (select from casework.plan where case_id = this.id and status in ('aktiv', 'ruhend')) then
        raise check_violation using constraint = 'closed_case_has_no_active_plan',
            message = 'A case that is over must not keep an active or resting plan.';
    end if;
    if this.status not in ('geschlossen', 'weitergeleitet')
       and not exists (select from casework.assignment
                       where case_id = this.id and kind = 'haupt' and until_at is null) then
        raise check_violation using constraint = 'open_case_is_assigned',
            message = 'An open case must be assigned to somebody or to a team.';
    end if;
    return null;
end
$$
"""

_KEEP = """
create function casework.refuse_change() returns trigger language plpgsql as $$
begin
    raise check_violation using constraint = 'append_only', message = 'The access log is only added to.';
end
$$
"""


def upgrade() -> None:
    bind = op.get_bind()
    for statement in (
        "create schema if not exists casework",
        "create sequence casework.case_number",
        "create sequence casework.intake_number",
        _DE_SORT,
    ):
        bind.exec_driver_sql(statement)
    CaseworkBase.metadata.create_all(bind)
    bind.exec_driver_sql(_CHECK_CASE)
    bind.exec_driver_sql(_KEEP)
    for table, column in (("case_file", "id"), ("plan", "case_id"), ("assignment", "case_id")):
        bind.exec_driver_sql(
            f"create constraint trigger check_case after insert or update or delete on casework.{table} "
            f"deferrable initially deferred for each row execute function casework.check_case('{column}')"
        )
    bind.exec_driver_sql(
        "create trigger append_only before update on casework.access_log "
        "for each row execute function casework.refuse_change()"
    )


def downgrade() -> None:
    op.get_bind().exec_driver_sql("drop schema casework cascade")
