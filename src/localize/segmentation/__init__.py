"""Where sentences end: sentencex, and rules as data for what it does not know."""
