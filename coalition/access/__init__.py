"""Who may do what: pure functions over actors, things and one table. No Flask, no SQLAlchemy."""
