"""The only reader of disk: text becomes values that know their place, or every problem at once."""
