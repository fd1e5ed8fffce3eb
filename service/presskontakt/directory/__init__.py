"""What is true: the directory of one public body, its values and their rules. Pure: no clock, no I/O."""
