"""What keeps a network healthy: each room looks at one side of it.

`checks` find what is worth a look in a network under `inspection`, and ask what can hold of `conditions`; `scenarios` say
what good advice is, and `changes` what becomes of people when something is edited. `schemas` help an editor, `beginning` helps
whoever begins; both tell what a key means as it is `explained`.
"""
