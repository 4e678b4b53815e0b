"""Runs every benchmark with its defaults."""

from benchmarks import search

search.main([])
