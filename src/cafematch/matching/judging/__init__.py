"""What is known of a person, and what is open to them: truth, knowledge, the index, requirements, barriers, doors, verdicts."""
