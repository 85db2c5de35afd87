"""Rating and prediction of built exchangers, a module a part of the question."""
