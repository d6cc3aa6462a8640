"""Where evidence comes from: each module reads one floor and gives frozen `Citable`s, public as they are."""
