"""Everything that reads or writes: files, reports and what follows them."""
