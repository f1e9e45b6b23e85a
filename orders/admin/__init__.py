from orders.admin import orders, settings

__all__ = ["orders", "settings"]
