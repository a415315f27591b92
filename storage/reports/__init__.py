"""The rows of Amazon's reports (returns, offers, invoices), and the state of fetching and importing them."""
