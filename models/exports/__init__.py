"""Files for others: each format is one pure function, re-read by its own library in a contract test."""
