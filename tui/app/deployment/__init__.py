"""The last deployment of a cloud project: its state, its build log, and what it holds back."""
