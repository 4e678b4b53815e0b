"""Addresses compiled once for all the apps of a test process."""

from collections.abc import Hashable
from typing import Any

from werkzeug.routing import Rule

# What werkzeug works out of a rule's text, by that text and the converters it may name.
_COMPILED: dict[Hashable, dict[str, Any]] = {}
_WORKED_OUT = ("_parts", "_trace", "_converters", "arguments")
_WRITERS = ("_build", "_build_unknown")


class SharedRule(Rule):
    """Takes over what was compiled of the same rule, because each test makes an app of its own.

    Compiling takes most of the time of making an app, and depends on nothing but what is in the
    key; the functions that write an address are bound to the rule that they write for.
    """

    def compile(self) -> None:
        """Compile, or take over what was compiled."""
        converters = frozenset(self.map.converters.items())
        key = (self.rule, self.subdomain, self.host, repr(self.defaults), converters)
        if key not in _COMPILED:
            super().compile()
            writers = {name: vars(self)[name].__func__ for name in _WRITERS}
            _COMPILED[key] = {name: vars(self)[name] for name in _WORKED_OUT} | writers
            return
        compiled = _COMPILED[key]
        vars(self).update({name: compiled[name] for name in _WORKED_OUT})
        vars(self).update({name: compiled[name].__get__(self, None) for name in _WRITERS})
