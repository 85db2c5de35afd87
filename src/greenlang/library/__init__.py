"""Engineering knowledge shared by the agents: pure functions of arrays and numbers."""
