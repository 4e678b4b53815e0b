"""Case memo: what was charged, what was met, what the court did."""

from coalition.documents.kinds.schema import Kind

KIND = Kind(
    code="case-memo",
    label="Case memo",
    plural="Case memos",
    purpose="What was charged, what defense came, what answered it, and what the court did.",
    template="documents/case_memo.html",
)
