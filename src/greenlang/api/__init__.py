"""The HTTP interface: requests translated into calls of services, and back."""
