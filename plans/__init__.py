"""What we do about it: risks, problems with evidence, plans, their approval, and what became of them."""
