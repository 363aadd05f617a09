"""What every format is decoded to."""
