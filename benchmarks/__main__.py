"""Runs every benchmark with its defaults."""

from benchmarks import admin_pages, deidentify, layouts, search, timeline

search.main([])
layouts.main([])
deidentify.main([])
timeline.main([])
admin_pages.main([])
