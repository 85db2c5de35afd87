"""One function an analysis: a case in, a result out."""
