"""What keeps a network healthy: checks of catalog and rules, and the scenarios that say what good advice is."""
