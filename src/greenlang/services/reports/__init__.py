"""Reports as HTML and PDF, made from results and figures."""
