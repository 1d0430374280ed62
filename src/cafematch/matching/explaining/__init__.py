"""From plans to an answer that tells its reasons: steps, hand-overs, ways on, gaps, offers, trade-offs, provenance, why."""
