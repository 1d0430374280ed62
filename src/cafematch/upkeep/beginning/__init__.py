"""Beginning something new: a network, a rule, a service. Files that read well and say what each key means."""
