"""Desk pages below `desk/`, public pages below `<slug>/`."""

from django.urls import URLPattern, URLResolver, path

from orders.views import (
    board,
    contact,
    desk_orders,
    dispatch,
    merging,
    place,
    receipt,
    record,
    resident_acts,
    resident_data,
    results,
    track,
    work,
)
from orders.views import files as photo_files

app_name = "orders"

desk: list[URLPattern | URLResolver] = [
    path("desk/orders/", desk_orders.desk_order_list, name="desk_order_list"),
    path("desk/orders/new/", record.order_record, name="order_record"),
    path("desk/orders/<int:pk>/receipt/", record.order_paper, name="order_paper"),
    path("desk/orders/<int:pk>/", desk_orders.desk_order_detail, name="desk_order_detail"),
    path("desk/orders/<int:pk>/dispatch/", dispatch.order_dispatch, name="order_dispatch"),
    path("desk/orders/<int:pk>/answer/<str:step>/", dispatch.order_answer, name="order_answer"),
    path("desk/orders/<int:pk>/refuse/", dispatch.order_refuse, name="order_refuse"),
    path("desk/orders/<int:pk>/verify/", dispatch.order_verify, name="order_verify"),
    path("desk/orders/<int:pk>/merge/", merging.order_merge, name="order_merge"),
    path("desk/orders/<int:pk>/merge/<int:other>/", merging.order_compare, name="order_compare"),
    path("desk/orders/<int:pk>/steps/<str:step>/", desk_orders.order_step, name="order_step"),
    path("desk/orders/<int:pk>/work/<str:work>/", work.order_work, name="order_work"),
    path("desk/orders/<int:pk>/contact/", contact.order_contact, name="order_contact"),
    path(
        "desk/orders/extensions/<int:pk>/<str:answer>/",
        work.order_extension_answer,
        name="order_extension_answer",
    ),
    path("desk/results/", results.desk_result_list, name="desk_result_list"),
    path("desk/results/<int:pk>/", results.desk_result_detail, name="desk_result_detail"),
    path("desk/results/<int:pk>/steps/<str:step>/", results.result_step, name="result_step"),
    path("desk/orders/<int:order_pk>/result/", results.result_edit, name="result_edit"),
]

public: list[URLPattern | URLResolver] = [
    path("<slug:slug>/orders/track/", track.order_track, name="order_track"),
    path("<slug:slug>/orders/track/<slug:code>/", track.order_story, name="order_story"),
    path(
        "<slug:slug>/orders/track/<slug:code>/urge/",
        resident_acts.order_urge,
        name="order_urge",
    ),
    path("<slug:slug>/orders/track/<slug:code>/own/", resident_data.order_own, name="order_own"),
    path(
        "<slug:slug>/orders/track/<slug:code>/own/copy/",
        resident_data.order_copy,
        name="order_copy",
    ),
    path(
        "<slug:slug>/orders/track/<slug:code>/<slug:act>/",
        resident_acts.order_act,
        name="order_act",
    ),
    path(
        "<slug:slug>/orders/track/<slug:code>/photos/<int:pk>/",
        track.order_photo,
        name="order_photo",
    ),
    path("<slug:slug>/services/", place.service_list, name="service_list"),
    path("<slug:slug>/orders/new/", place.order_new, name="order_new"),
    path("<slug:slug>/orders/complaint/", place.complaint_new, name="complaint_new"),
    path("<slug:slug>/orders/receipt/<str:token>/", receipt.order_receipt, name="order_receipt"),
    path("<slug:slug>/orders/", board.order_list, name="order_list"),
    path("<slug:slug>/orders/feed.xml", board.order_feed, name="order_feed"),
    path("<slug:slug>/orders/<int:pk>/", board.order_detail, name="order_detail"),
]

files: list[URLPattern | URLResolver] = [
    path("files/order-photos/<int:pk>/", photo_files.order_photo_file, name="order_photo_file"),
    path("files/results/<int:pk>/", results.result_photo, name="result_photo"),
]

urlpatterns = files + desk + public
