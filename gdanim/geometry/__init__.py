"""Where things stand in a picture: arrays go in and arrays come out, nothing is drawn."""
