"""What is written down of jobs: the ledger of submissions, its records, and receipts."""
