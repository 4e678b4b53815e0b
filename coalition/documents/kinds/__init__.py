"""The kinds of paper, listed explicitly. A new kind is a module here and a line in this list."""

from coalition.documents.kinds import case_memo, charging_strategy, evidence_index
from coalition.documents.kinds.schema import Kind

KINDS: dict[str, Kind] = {
    module.KIND.code: module.KIND for module in (case_memo, charging_strategy, evidence_index)
}
