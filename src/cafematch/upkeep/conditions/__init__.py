"""What can hold: whether conditions can be met at all, always are, or follow from each other, whoever comes.

Conditions are looked at as such. Where they stand in files is known to `upkeep.inspection`.
"""
