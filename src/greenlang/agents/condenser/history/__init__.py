"""From readings of a condenser to states, events, causes and savings over years."""
