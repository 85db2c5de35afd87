"""Speeds and accuracies, measured and kept."""
