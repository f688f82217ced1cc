"""From an assessed case to what people read: a page (HTML), a record (JSON), a screen (terminal)."""
