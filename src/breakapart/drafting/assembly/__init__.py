"""From observations to the fields of a case file: tissues, course, findings, conclusions, each with its origin."""
