"""The sections of the paper, one module a section; each takes the facts and returns its section."""
