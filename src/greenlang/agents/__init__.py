"""The agents and the contract that each of them fulfils."""
