"""What an answer means: outputs, a started job, or an error, decided by what came back."""
