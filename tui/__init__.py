"""The terminal console for InsForge serverless functions."""

__version__ = "0.1.0"
