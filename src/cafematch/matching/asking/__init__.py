"""What is worth asking: open facts, what answers would change, and the interview that ends when no answer matters."""
