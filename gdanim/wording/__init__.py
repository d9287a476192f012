"""What films say: the fixed words of each language, numbers and points, and in words what a picture shows."""
