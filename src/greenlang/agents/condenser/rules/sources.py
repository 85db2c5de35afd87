"""Where limits come from, in the words of every rule."""

OURS = "ours: no standard sets it"
USUAL = "customary in power stations, no standard sets it"
CLEANED = "a cleaning is seen"
