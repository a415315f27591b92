"""What all formats share: encodings, tables, records and the reading of single cells."""
