"""Tools that the upper apps use and that know none of them; one subject a file."""
