"""Long runs that look for what no single test would find: hands at the window, kill -9, damaged recordings."""
