"""How the decision of each rule looks."""
