"""Runs every benchmark with its defaults."""

from benchmarks import deidentify, layouts, search

search.main([])
layouts.main([])
deidentify.main([])
