"""What reports bring: returns, offers, invoices, and how each report is obtained."""
