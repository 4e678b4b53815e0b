"""Figures beside peers, each in one process run. ``python -m benchmarks`` runs them all."""
