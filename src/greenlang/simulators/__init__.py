"""Plants with physics of their own, to demonstrate and to judge the analyses."""
