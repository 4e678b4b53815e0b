"""THE table. A permission is granted when every predicate of any one clause holds.

A permission that is not here, has no clause or has an empty clause denies. The page
``docs/permissions.md`` is generated from this table.
"""

from coalition.access.actor import Role
from coalition.access.predicates import (
    Predicate,
    awaits_a_decision,
    belongs_to_a_leaderless_office,
    belongs_to_the_group,
    did_not_write_it,
    has_not_ended,
    has_role,
    holds_a_read_token,
    is_a_draft,
    is_a_person,
    is_about_a_lead,
    is_about_an_admin,
    is_about_neither_lead_nor_admin,
    is_about_oneself,
    is_about_somebody_else,
    is_an_author,
    is_another_person,
    is_current,
    is_not_withdrawn,
    is_of_another_office,
    is_of_no_concerned_office,
    is_of_the_office,
    is_published,
    leads_a_concerned_office,
    leads_the_office,
    may_explicitly,
    owns_the_group,
    was_approved,
    was_asked_by_the_person,
    was_asked_to_vouch,
    was_put_forward_by_an_owner,
    works_on_cases,
)

Clause = tuple[Predicate, ...]

is_admin = has_role(Role.COALITION_ADMIN)
is_auditor = has_role(Role.AUDITOR)
is_lead = has_role(Role.OFFICE_LEAD)
is_prosecutor = has_role(Role.PROSECUTOR)


POLICY: dict[str, tuple[Clause, ...]] = {
    # Papers
    "document:list": ((works_on_cases,),),
    "document:create": ((works_on_cases,),),
    "document:read": ((holds_a_read_token,),),
    "document:edit": ((works_on_cases, is_an_author, is_not_withdrawn),),
    "document:delete-draft": ((is_an_author, is_a_draft),),
    "document:review": ((works_on_cases, is_an_author, is_not_withdrawn),),
    "document:second-read": (
        (works_on_cases, is_of_the_office, did_not_write_it, is_not_withdrawn),
    ),
    "document:publish": ((works_on_cases, is_an_author, is_not_withdrawn),),
    "document:publish-beyond-office": ((is_lead, leads_the_office, is_not_withdrawn),),
    "document:release": ((is_lead, leads_the_office, is_not_withdrawn),),
    "document:withdraw": (
        (works_on_cases, is_an_author, is_published),
        (is_lead, leads_the_office, holds_a_read_token, is_published),
    ),
    "document:recall": (
        (works_on_cases, is_an_author, is_published),
        (is_lead, leads_the_office, holds_a_read_token, is_published),
    ),
    "document:ledger": (
        (works_on_cases, is_an_author),
        (is_lead, leads_the_office, holds_a_read_token),
    ),
    # The thing is the paper; only a suspended author's place is given to somebody else.
    "document:reassign": ((is_lead, leads_the_office),),
    "recall:answer": ((is_a_person,),),
    "document:change-audience": (
        (works_on_cases, is_an_author, is_published),
        (is_lead, leads_the_office, holds_a_read_token, is_published),
    ),
    "document:comment": ((works_on_cases, holds_a_read_token, is_published),),
    "document:remove-comment": (
        (works_on_cases, is_an_author, is_published),
        (is_lead, leads_the_office, holds_a_read_token, is_published),
    ),
    # The thing is the paper. Whoever answers sees the questions, also once it is withdrawn.
    "question:ask": ((works_on_cases, holds_a_read_token, is_published),),
    "question:answer": (
        (works_on_cases, is_an_author, holds_a_read_token),
        (is_lead, leads_the_office, holds_a_read_token),
    ),
    # The thing is the comment.
    "comment:take-back": ((works_on_cases, is_an_author, holds_a_read_token, is_published),),
    # Who held which item is the office's own, whoever reads what was published of it.
    "custody:read": ((works_on_cases, is_of_the_office, holds_a_read_token),),
    "custody:write": ((works_on_cases, is_of_the_office, holds_a_read_token),),
    # So is what is missing, what was demanded and what came of it.
    "missing:read": ((works_on_cases, is_of_the_office, holds_a_read_token),),
    "missing:write": ((works_on_cases, is_of_the_office, holds_a_read_token),),
    "demand:list": ((works_on_cases,),),
    "document:export": ((works_on_cases, holds_a_read_token, is_published),),
    "document:import": ((may_explicitly("document:import"),),),
    "document:clear": ((may_explicitly("document:clear"),),),
    "search:use": ((works_on_cases,),),
    "search:save": ((works_on_cases,),),
    "search:alert": ((may_explicitly("search:alert"),),),
    "search:index": ((may_explicitly("search:index"),),),
    "search:synonyms": ((is_admin,),),
    # Records. The thing is the request, the hold, the paper to be kept, or the notice to a
    # contributor, whose office and authors are those of the paper.
    "records:work": ((works_on_cases,),),
    "request:list": ((is_prosecutor,), (is_lead,)),
    "request:read": ((is_prosecutor, is_of_the_office), (is_lead, leads_the_office)),
    "request:register": ((is_lead,),),
    "request:handle": ((is_lead, leads_the_office),),
    "request:close": ((is_lead, leads_the_office),),
    "request:export": ((is_lead, leads_the_office),),
    "notice:answer": ((works_on_cases, is_an_author), (is_lead, leads_the_office)),
    "hold:list": ((is_prosecutor,), (is_lead,)),
    "hold:read": ((is_prosecutor, is_of_the_office), (is_lead, leads_the_office)),
    "hold:place": ((is_lead, leads_the_office),),
    "hold:review": ((is_lead, leads_the_office),),
    "hold:lift": ((is_lead, leads_the_office),),
    "flag:list": ((is_prosecutor,), (is_lead,)),
    "flag:export": ((is_prosecutor,), (is_lead,)),
    "flag:disclose": (
        (works_on_cases, is_an_author),
        (is_lead, leads_the_office, holds_a_read_token),
    ),
    "retention:list": ((is_prosecutor,), (is_lead,)),
    "retention:change": ((is_lead, leads_the_office),),
    "retention:keep": ((is_lead, leads_the_office, holds_a_read_token),),
    # The person's own pages
    "home:read": ((is_a_person,),),
    "account:read": ((is_a_person,),),
    "account:change": ((is_a_person,),),
    # Members
    "office:list": ((is_admin,), (is_lead,)),
    "office:create": ((is_admin,), (may_explicitly("office:create"),)),
    "office:describe": ((is_admin,),),
    "office:change": ((is_lead, leads_the_office),),
    "recognition:change": ((is_admin,),),
    "agreement:read": ((is_a_person,),),
    "agreement:sign": ((is_lead, leads_the_office),),
    "agreement:write": ((is_admin,),),
    "undertaking:sign": ((is_a_person,),),
    "person:list": ((is_admin,), (is_lead,)),
    "person:suspend": (
        (is_admin, is_about_somebody_else),
        (is_lead, leads_the_office, is_about_somebody_else),
    ),
    "person:leaving": (
        (is_admin, is_about_somebody_else),
        (is_lead, leads_the_office, is_about_somebody_else),
    ),
    "person:return": (
        (is_lead, leads_the_office, is_about_somebody_else),
        (may_explicitly("person:return"),),
    ),
    "person:lapse": ((may_explicitly("person:lapse"),),),
    # Terms of leads. The thing is the lead, or what one admin asked for; whoever may gain an
    # office by it, being of it or being its lead, has no part in it.
    "term:list": ((is_admin,),),
    "term:change": ((is_admin, is_of_another_office, is_another_person, is_about_a_lead),),
    "term:agree": (
        (
            is_admin,
            is_of_another_office,
            is_about_somebody_else,
            is_about_a_lead,
            awaits_a_decision,
        ),
    ),
    "term:refuse": ((is_admin, is_of_another_office, is_another_person, awaits_a_decision),),
    "term:end": ((may_explicitly("term:end"),),),
    # The yearly review. The thing is one person in it; nobody is confirmed by themselves.
    "access-review:list": ((is_admin,), (is_lead,)),
    "access-review:open": ((is_admin,),),
    "access-review:confirm": (
        (
            is_lead,
            leads_the_office,
            awaits_a_decision,
            is_about_somebody_else,
            is_about_neither_lead_nor_admin,
        ),
        (
            is_admin,
            is_of_another_office,
            awaits_a_decision,
            is_about_somebody_else,
            is_about_a_lead,
        ),
        (
            is_admin,
            is_of_another_office,
            awaits_a_decision,
            is_about_somebody_else,
            belongs_to_a_leaderless_office,
        ),
        (is_admin, awaits_a_decision, is_about_somebody_else, is_about_an_admin),
    ),
    "invitation:create": (
        (is_admin,),
        (is_lead,),
        (may_explicitly("invitation:create"),),
    ),
    "invitation:approve": (
        (is_lead, leads_the_office, awaits_a_decision, is_about_somebody_else),
        (is_admin, belongs_to_a_leaderless_office, awaits_a_decision, is_about_somebody_else),
        (may_explicitly("invitation:approve"),),
    ),
    "invitation:refuse": (
        (is_lead, leads_the_office, awaits_a_decision),
        (is_admin, awaits_a_decision),
    ),
    "invitation:take-back": (
        (is_lead, leads_the_office, was_approved),
        (is_admin, was_approved),
    ),
    # Groups. Whoever joins one gets a token: it takes two people, and neither of the two decides
    # about themselves or about what they asked for.
    "group:list": ((works_on_cases,), (is_admin,)),
    "group:found": ((is_lead,), (is_admin,)),
    "group:see": ((is_a_person, belongs_to_the_group), (is_lead, leads_a_concerned_office)),
    "group:confirm": ((is_lead, leads_the_office, awaits_a_decision, is_about_somebody_else),),
    "group:ask-to-join": ((works_on_cases,),),
    "group:put-forward": ((is_a_person, owns_the_group, is_current),),
    # The thing is the place of one person in the group; its office is that person's.
    "group:approve": (
        (
            is_a_person,
            owns_the_group,
            awaits_a_decision,
            is_about_somebody_else,
            was_asked_by_the_person,
        ),
        (
            is_a_person,
            owns_the_group,
            awaits_a_decision,
            is_about_somebody_else,
            was_put_forward_by_an_owner,
        ),
        (
            is_lead,
            leads_the_office,
            awaits_a_decision,
            is_about_somebody_else,
            was_put_forward_by_an_owner,
        ),
    ),
    # Who decides about a group reads no more than before, so that one owner is enough.
    "group:make-owner": ((is_a_person, owns_the_group, was_approved, is_another_person),),
    "group:remove": (
        (is_a_person, owns_the_group),
        (is_lead, leads_the_office),
        (is_a_person, is_about_oneself),
    ),
    # The thing is the group again.
    "group:ask-for-longer": ((is_a_person, owns_the_group, is_current),),
    "group:lengthen": ((is_a_person, owns_the_group, is_current, is_about_somebody_else),),
    "group:end": (
        (is_a_person, owns_the_group, has_not_ended),
        (is_lead, leads_the_office, has_not_ended),
    ),
    # Vetting
    "application:list": ((is_admin,),),
    "application:check": ((is_admin, awaits_a_decision, is_of_no_concerned_office),),
    "application:ask": ((is_admin, awaits_a_decision, is_of_no_concerned_office),),
    "application:approve": (
        (is_admin, awaits_a_decision, is_of_no_concerned_office, is_about_somebody_else),
    ),
    "application:refuse": ((is_admin, awaits_a_decision, is_of_no_concerned_office),),
    "application:vouch": (
        (is_a_person, awaits_a_decision, is_of_no_concerned_office, was_asked_to_vouch),
    ),
    "factor-reset:list": ((is_admin,),),
    "factor-reset:approve": ((is_admin, awaits_a_decision, is_about_somebody_else),),
    "factor-reset:cancel": ((is_admin,),),
    # The coalition as a whole
    "coalition:oversee": ((is_admin,),),
    # The log
    "audit:read": ((is_auditor,), (is_admin,)),
    "audit:verify": ((may_explicitly("audit:verify"),), (is_auditor,)),
    "mail:send": ((may_explicitly("mail:send"),),),
}

# Routes of these permissions must say whether they ask for a factor given some minutes ago. Only
# what merely shows may say no.
NEEDS_FRESH_FACTOR = frozenset(
    {
        "access-review:confirm",
        "access-review:open",
        "agreement:sign",
        "agreement:write",
        "application:approve",
        "application:ask",
        "application:check",
        "application:refuse",
        "application:vouch",
        "audit:read",
        "document:change-audience",
        "document:export",
        "document:ledger",
        "document:recall",
        "document:release",
        "factor-reset:approve",
        "factor-reset:cancel",
        "group:approve",
        "group:confirm",
        "group:lengthen",
        "group:make-owner",
        "document:second-read",
        "flag:export",
        "hold:lift",
        "invitation:approve",
        "invitation:create",
        "invitation:refuse",
        "office:change",
        "office:describe",
        "person:suspend",
        "recognition:change",
        "request:close",
        "request:export",
        "term:agree",
        "term:change",
        "term:refuse",
        "undertaking:sign",
    }
)

# What a member may do before the office's agreement and the own undertaking are signed: nothing
# here shows a paper that somebody shared. Every other permission leads to the signing page.
WITHOUT_AGREEMENT = frozenset(
    {
        "access-review:confirm",
        "access-review:list",
        "access-review:open",
        "account:read",
        "account:change",
        "agreement:read",
        "agreement:sign",
        "agreement:write",
        "application:list",
        "application:check",
        "application:ask",
        "application:approve",
        "application:refuse",
        "application:vouch",
        "audit:read",
        "factor-reset:list",
        "factor-reset:approve",
        "factor-reset:cancel",
        "invitation:create",
        "invitation:approve",
        "invitation:refuse",
        "invitation:take-back",
        "office:list",
        "office:create",
        "office:describe",
        "office:change",
        "person:leaving",
        "person:list",
        "person:return",
        "person:suspend",
        "recognition:change",
        "search:synonyms",
        "term:agree",
        "term:change",
        "term:list",
        "term:refuse",
        "undertaking:sign",
    }
)
