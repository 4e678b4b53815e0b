"""Addresses compiled once for all the apps of a test process."""

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
_BUILDERS: dict[object, Builder] = {}


class SharedRule(Rule):
    """Keeps the functions that write an address, because each test makes an app of its own.

    Werkzeug compiles two for each rule, which takes most of the time of making an app. A function
    depends on nothing but what is in the key; the rule that it writes for is handed to it.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]
