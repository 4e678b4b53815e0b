"""Runs every benchmark with its defaults."""

from benchmarks import layouts, search

search.main([])
layouts.main([])
