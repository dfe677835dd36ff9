"""Long runs that look for what no single test would find: hands, kill -9, power loss, damaged recordings."""
