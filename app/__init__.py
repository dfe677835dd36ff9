"""What happens and when: composition, threads, timers, actions and the command line."""
