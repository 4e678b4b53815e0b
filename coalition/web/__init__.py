"""The shared view kit: guarded routing, the dispatch step, forms, headers, errors. No feature."""
