"""From text to draft cases: what a report says, where it says it, and how sure that is."""
