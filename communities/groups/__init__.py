"""The working group: founding it, its rules, its members, and whether it is composed well."""
