"""The command line: reads a request, calls a service, prints the result."""
