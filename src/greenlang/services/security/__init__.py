"""Who may do what: accounts, passwords, tokens, keys, permissions, limits, secrets."""
