"""What clients do where IPython or a notebook runs: cards, panels and the sign-in form."""
