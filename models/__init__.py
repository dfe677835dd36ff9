"""What is true: recordings, time, labels, stores and sync. No Qt, no threads, no globals, no wall clock.

Values in, values out. The command line, the tests and the window use this package as it is.
"""
