"""What `make build` does around dbt: which mode, on which files, under a lock, published how, and told how."""
