"""Two and a half years of believable life in six zones; every person is invented."""
