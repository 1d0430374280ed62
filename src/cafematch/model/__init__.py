"""What the YAML says: frozen documents and the values in them."""
