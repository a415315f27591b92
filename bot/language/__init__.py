"""What people write and read: the grammar of lines, facts in prose, and the catalogue of sentences."""
