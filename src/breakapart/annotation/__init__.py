"""From a fusion as written to its reading frame, protein, domains, function, geometry and names."""
