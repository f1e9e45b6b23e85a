"""What `make bench` is made of: the portal and a bare Django page, measured side by side."""
