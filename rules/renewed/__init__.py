"""Amazon Renewed: eligibility, and standing by each metric."""
