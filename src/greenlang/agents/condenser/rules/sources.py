"""Where limits come from, in the words of every rule."""

OURS = "ours: no standard sets it"
USUAL = "usual limits of power stations; ours where a plant sets none"
CLEANED = "a cleaning is seen"
