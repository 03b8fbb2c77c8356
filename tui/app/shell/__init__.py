"""What all features share: the app, screens and dialogs, commands and their keys, the connection, notices."""
