"""The nouns of hiring by interview: frozen values and transition tables."""
