"""``make bench``: our pages and papers against the least that could do the same, in one run."""
