"""Amazon's reports, which come by themselves once a seller has connected an account."""
