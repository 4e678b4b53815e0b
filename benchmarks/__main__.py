"""Runs every benchmark with its defaults."""

from benchmarks import deidentify, layouts, search, timeline

search.main([])
layouts.main([])
deidentify.main([])
timeline.main([])
