"""An error is caught by name; catching everything needs a reason that a reader can judge."""

import ast
import re
from pathlib import Path

from tests.architecture.source_tree import PACKAGES, python_files, shown, tree_of

BROAD = {"Exception", "BaseException"}
# Words for a linter are no reason for a reader.
FOR_TOOLS = re.compile(r"(noqa|type|pragma|pylint)\b[:\w\s,-]*", re.I)


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """Whether a handler names no error in particular."""
    if handler.type is None:
        return True
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(name, ast.Name) and name.id in BROAD for name in named)


def passes_it_on(handler: ast.ExceptHandler) -> bool:
    """Whether a handler ends by raising the same error again: it cleans up and hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def gives_a_reason(lines: list[str], number: int) -> bool:
    """Whether a comment of three words or more stands at the line, or alone before or after it."""
    near = [lines[number - 1]]
    near += [lines[n] for n in (number - 2, number) if 0 <= n < len(lines)]
    near[1:] = [line for line in near[1:] if line.lstrip().startswith("#")]
    comments = [part for line in near for part in line.split("#")[1:]]
    return any(len(FOR_TOOLS.sub("", comment).split()) >= 3 for comment in comments)


def unexplained(path: Path) -> list[str]:
    """The places in a file that catch everything without saying why."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{shown(path)}:{node.lineno}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and catches_everything(node)
        and not passes_it_on(node)
        and not gives_a_reason(lines, node.lineno)
    ]


def test_catching_everything_says_why():
    files = python_files(*PACKAGES, "scripts", "benchmarks")
    assert not [place for path in files for place in unexplained(path)]


def test_a_word_for_the_linter_is_no_reason():
    assert not gives_a_reason(["except Exception:  # noqa: BLE001"], 1)
    assert gives_a_reason(["except Exception:  # noqa: BLE001  # One bad row is no end."], 1)
    assert gives_a_reason(["except Exception:", "    # A handler may fail in any way."], 1)
