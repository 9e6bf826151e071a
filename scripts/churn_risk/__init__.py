"""The churn risk: fits its coefficients, judges them on later months, and writes both as seeds for review."""
