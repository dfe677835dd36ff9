"""Files of others: each format is a module that writes and reads; what it cannot hold is told in sentences."""
