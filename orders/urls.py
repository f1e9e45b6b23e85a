"""Desk pages below `desk/`, public pages below `<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from orders.views import desk_orders

app_name = "orders"

desk: list[URLPattern | URLResolver] = [
    path("desk/orders/", desk_orders.desk_order_list, name="desk_order_list"),
    path("desk/orders/<int:pk>/", desk_orders.desk_order_detail, name="desk_order_detail"),
    path("desk/orders/<int:pk>/steps/<str:step>/", desk_orders.order_step, name="order_step"),
]

public: list[URLPattern | URLResolver] = []

files: list[URLPattern | URLResolver] = []

urlpatterns = files + desk + public
