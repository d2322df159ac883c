"""Documents of banks, drawn from what facts.md (section 3) says of each issuer's layout."""
