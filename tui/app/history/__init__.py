"""What is known of a function's earlier versions."""
