"""Addresses by subject; each module has a `router` or makes one."""
