"""The Reports API of the Selling Partner API: reports requested, collected and downloaded."""
