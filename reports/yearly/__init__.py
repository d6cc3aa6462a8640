"""A year (art. 86 of the police law): six periods rolled up from what was published."""
