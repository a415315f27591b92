"""Facts in everyday prose: order, price, dates and condition of a return told in a message."""
