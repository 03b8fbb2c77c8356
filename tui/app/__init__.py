"""What the user sees. Screens turn keys into calls of flows and outcomes into words; they decide nothing."""
