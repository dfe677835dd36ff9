"""What a person can do, as records: id, title, keys, when it is allowed, and what it calls."""
