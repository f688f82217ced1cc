"""What the results mean together: findings, agreement of assays, the audit of the record, the answer in words."""
