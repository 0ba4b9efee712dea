"""What clients do with their session alone: documents of the standard, any request, sign-in."""
