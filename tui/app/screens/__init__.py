"""The screens: list, editor, connect, help and questions."""
