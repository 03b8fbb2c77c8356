"""What is going on, as values: pure, without a screen, a server, a disk or a clock."""
