"""Footage and other evidence: what is kept about it beside the text of a paper."""
