"""What is kept on disk. Every write is private to the user; nothing here is named by a server's text."""
