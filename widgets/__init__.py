"""What is seen. Values come in by method, wishes go out by signal. No SQL, no files, no decoding, no app."""
