"""How imports, uploads and connections to Amazon look."""
