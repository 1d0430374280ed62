"""Whether advice is as it ought to be: scenarios and the examples of rules are run, and what is not as expected is told.

Scenarios are loaded and run in `running`, all there are in `trials`; what they touch of a network is in `coverage`, and
why an answer is not as expected in `shortfalls`.
"""
