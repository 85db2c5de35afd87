"""The command line: translate a request, call a service, print the answer."""
