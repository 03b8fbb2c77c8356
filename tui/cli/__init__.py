"""Commands without a screen, for scripts and second panes: plain lines or JSON, and an exit code that tells."""
