"""What a rule of semgrep's would look for, as tests of our own: semgrep's rules are not in its
package but on the network, where no build of this project goes.

Beside ruff's S rules and bandit, which `make check` runs: each test names the few places that may
do what nobody else may.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source_tree import (
    PACKAGES,
    ROOT,
    imported_names,
    python_files,
    shown,
    templates,
    tree_of,
)
from tests.architecture.test_time_and_chance import dotted

SERVED = [*python_files(*PACKAGES), ROOT / "wsgi.py", ROOT / "gunicorn.conf.py"]
Rule = Callable[[ast.AST], bool]


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every part of the syntax tree of a file, which each rule looks at."""
    return tuple(ast.walk(tree_of(path)))


def found(rule: Rule, paths: list[Path] = SERVED) -> set[str]:
    """The files in which the rule holds somewhere."""
    return {shown(path) for path in paths if any(rule(node) for node in nodes_of(path))}


def calls(*names: str) -> Rule:
    """Calls of a name, however it was imported."""
    return lambda node: (
        isinstance(node, ast.Call)
        and (name := dotted(node.func)) != ""
        and any(name == wanted or name.endswith(f".{wanted}") for wanted in names)
    )


def says(argument: str, value: object) -> Rule:
    """Calls with that keyword argument."""
    return lambda node: (
        isinstance(node, ast.keyword)
        and node.arg == argument
        and isinstance(node.value, ast.Constant)
        and node.value.value is value
    )


def puts_sql_together(node: ast.AST) -> bool:
    """`text(...)`, `execute(...)` and the like with something other than a constant string."""
    if not calls("text", "execute", "executemany", "executescript", "literal_column")(node):
        return False
    assert isinstance(node, ast.Call)
    first = node.args[0] if node.args else None
    if isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mod | ast.Add):
        return any(
            isinstance(side, ast.JoinedStr) or isinstance(getattr(side, "value", None), str)
            for side in (first.left, first.right)
        )
    if isinstance(first, ast.Call) and dotted(first.func).endswith("format"):
        return True
    return isinstance(first, ast.JoinedStr)


def compares_secrets_with_equals(node: ast.AST) -> bool:
    """`==` or `!=` where either side is named like a token, a digest or a code of a person's."""
    if not isinstance(node, ast.Compare):
        return False
    if not all(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops):
        return False
    sides = [dotted(side).rpartition(".")[2] for side in (node.left, *node.comparators)]
    secret = re.compile(r"(^|_)(token|secret|signature|mac|otp|password)$")
    constant = any(isinstance(side, ast.Constant) for side in (node.left, *node.comparators))
    return not constant and any(secret.search(side) for side in sides)


NOWHERE: set[str] = set()
# Each place that may, with its reason.
RULES: dict[str, tuple[Rule, set[str]]] = {
    "runs text as code": (calls("eval", "exec", "compile_command", "__import__"), NOWHERE),
    "hands words to a shell": (says("shell", True), NOWHERE),
    "asks the operating system for a shell": (calls("os.system", "os.popen"), NOWHERE),
    "does not check a certificate": (says("verify", False), NOWHERE),
    "makes a context that checks no certificate": (calls("_create_unverified_context"), NOWHERE),
    "renders a template out of text": (calls("render_template_string", "from_string"), NOWHERE),
    "puts SQL together from pieces": (
        puts_sql_together,
        {
            # Constants of the file itself, as PRAGMA takes no bound values.
            "coalition/db.py",
            # Names of our own tables, when a demo is wiped.
            "coalition/cli/demo_reset.py",
        },
    ),
    "compares secrets in a time that tells": (compares_secrets_with_equals, NOWHERE),
    "uses a hash or cipher that is broken": (
        calls("md5", "sha1", "hashlib.new", "DES", "ARC4", "ECB", "PKCS1v15"),
        NOWHERE,
    ),
    "marks text as safe HTML": (
        calls("Markup"),
        {
            # The allow-list's output.
            "coalition/richtext.py",
            # Two hidden inputs, whose values are escaped.
            "coalition/web/forms.py",
            # The picture of a code, drawn by segno from base 32 and an address.
            "coalition/accounts/views.py",
            "coalition/accounts/factor_pages.py",
        },
    ),
    "starts a program": (
        calls("subprocess.Popen", "subprocess.run", "subprocess.check_output", "os.execv"),
        # Its own file, by the interpreter that runs already.
        {
            "search_index/engines/whoosh/crew.py",
            "coalition/deidentify/files/sandbox.py",
            "coalition/documents/pdf_file.py",
        },
    ),
    "reads what could be code": (
        calls("pickle.load", "pickle.loads", "marshal.loads", "shelve.open", "yaml.load"),
        # Between a process and the one that it started, and a file of this process's own.
        {"search_index/engines/whoosh/crew.py", "search_index/engines/whoosh/drafting.py"},
    ),
}


@pytest.mark.parametrize("what", RULES)
def test_nothing_served_does_what_only_the_named_places_may(what: str) -> None:
    rule, places = RULES[what]
    assert found(rule) <= places, what


@pytest.mark.parametrize("what", [what for what, (_, places) in RULES.items() if places])
def test_no_place_is_named_that_does_not_need_to_be(what: str) -> None:
    rule, places = RULES[what]
    assert {place for place in places if (ROOT / place).exists()} <= found(rule), what


FORBIDDEN_IMPORTS = {
    # Nothing served asks another server for anything: mail leaves through smtplib alone.
    "urllib.request": NOWHERE,
    "http.client": NOWHERE,
    "requests": NOWHERE,
    "httpx": NOWHERE,
    "aiohttp": NOWHERE,
    "ftplib": NOWHERE,
    "telnetlib": NOWHERE,
    "smtplib": {"coalition/notifications/mail.py"},
    # Ciphers and password hashes come from one place each.
    "Crypto": NOWHERE,
    "nacl": NOWHERE,
    "cryptography": {"coalition/vault.py", "coalition/evidence/timestamps.py"},
    "argon2": {"coalition/accounts/passwords.py"},
    "bleach": {"coalition/richtext.py"},
}


@pytest.mark.parametrize("module", FORBIDDEN_IMPORTS)
def test_a_module_that_reaches_far_is_imported_where_it_is_named(module: str) -> None:
    importers = {
        shown(path)
        for path in SERVED
        for _, name in imported_names(path)
        if f"{name}.".startswith(f"{module}.")
    }
    assert importers <= FORBIDDEN_IMPORTS[module]


# The one cipher (authenticated), the derivation of keys, and what failing to open raises.
CIPHERS = {"InvalidTag", "hashes", "AESGCM", "HKDF"}


def test_of_the_ciphers_only_one_is_used_and_it_authenticates() -> None:
    used = {
        name.rpartition(".")[2]
        for path in SERVED
        for _, name in imported_names(path)
        # Certificates of others are read, and nothing is enciphered with them.
        if name.startswith("cryptography.") and name != "cryptography.x509"
    }
    assert used == CIPHERS


UNSAFE_SCRIPT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
    r"\b(local|session)Storage\b|document\.cookie|indexedDB"
)


def scripts() -> Iterator[Path]:
    return iter(sorted((ROOT / "coalition/static").rglob("*.js")))


def test_scripts_write_text_and_keep_nothing_in_the_browser() -> None:
    assert {shown(path) for path in scripts() if UNSAFE_SCRIPT.search(path.read_text())} == set()


def test_pages_ask_nobody_else_for_anything() -> None:
    elsewhere = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""")
    assert {shown(path) for path in templates() if elsewhere.search(path.read_text())} == set()
    sheets = (ROOT / "coalition/static").rglob("*.css")
    assert not [shown(sheet) for sheet in sheets if re.search(r"url\(|@import", sheet.read_text())]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("runs text as code", "eval(x)"),
        ("hands words to a shell", "run(x, shell=True)"),
        ("asks the operating system for a shell", "os.system(x)"),
        ("does not check a certificate", "get(x, verify=False)"),
        ("renders a template out of text", "render_template_string(x)"),
        ("puts SQL together from pieces", 'db.session.execute(f"SELECT {x}")'),
        ("puts SQL together from pieces", 'text("SELECT " + x)'),
        ("puts SQL together from pieces", 'text("SELECT %s" % x)'),
        ("puts SQL together from pieces", 'text("SELECT {}".format(x))'),
        ("compares secrets in a time that tells", "given == session.token"),
        ("compares secrets in a time that tells", "other_secret != x"),
        ("marks text as safe HTML", "markupsafe.Markup(x)"),
        ("uses a hash or cipher that is broken", "hashlib.md5(x)"),
        ("uses a hash or cipher that is broken", "modes.ECB()"),
        ("starts a program", "subprocess.run([x])"),
        ("reads what could be code", "pickle.loads(x)"),
    ],
)
def test_each_rule_sees_what_it_forbids(what: str, code: str) -> None:
    rule, _ = RULES[what]
    assert any(rule(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("puts SQL together from pieces", 'text("SELECT 1")'),
        ("puts SQL together from pieces", "session.execute(select(Person))"),
        ("compares secrets in a time that tells", 'token == ""'),
        ("runs text as code", "expression.evaluate(x)"),
    ],
)
def test_each_rule_lets_pass_what_is_safe(what: str, code: str) -> None:
    rule, _ = RULES[what]
    assert not any(rule(node) for node in ast.walk(ast.parse(code)))
