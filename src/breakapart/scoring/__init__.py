"""From counts to results: break-apart FISH, FNCLCC grade, stained shares; every share with its interval."""
