from orders.admin import notices, orders, settings

__all__ = ["notices", "orders", "settings"]
