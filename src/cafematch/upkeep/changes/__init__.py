"""What a change to catalog or rules does to people: two states are compared by the answers that people get in them.

What was changed is in `documents`, what differs for one person in `differences`, and which change makes the difference in
`causes`; `consequences` brings it all together.
"""
