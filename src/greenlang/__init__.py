"""GreenLang: from raw plant history to decisions, every number traced and verifiable."""

__version__ = "0.1.0"
