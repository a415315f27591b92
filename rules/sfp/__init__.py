"""Seller Fulfilled Prime: refunds, return labels, shipping and listings."""
