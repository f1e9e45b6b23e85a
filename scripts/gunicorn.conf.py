"""How gunicorn serves the portal. gthread, because it may face browsers itself: a slow one holds a thread, not a worker."""

import os

wsgi_app = "alliance_portal.wsgi"
worker_class = "gthread"
workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
threads = 4
preload_app = True
graceful_timeout = 10
loglevel = "warning"
control_socket_disable = True


def when_ready(server):
    for listener in server.LISTENERS:
        print(f"党建联盟门户已启动 — the portal is ready: {listener}/", flush=True)
