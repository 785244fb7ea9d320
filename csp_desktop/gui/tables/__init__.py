"""One way for every list and table of rows: what it holds, how it looks, how keys move in it."""
