"""The Whoosh engine: the only folder that imports whoosh."""
