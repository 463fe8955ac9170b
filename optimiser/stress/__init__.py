"""Playing a plan out with whole children: who comes, who leaves, who finds a bed, what it costs."""
