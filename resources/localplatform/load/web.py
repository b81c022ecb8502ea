# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenants' requests to the backend. Each client has a loopback address of its own, so limits by address differ."""
from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from load.plan import WebRequest

MOST_OUTSTANDING = 40
TIMEOUT_SECONDS = 5


class Clients:
    def __init__(self, base_url: str) -> None:
        address = urlsplit(base_url)
        self._host, self._port = address.hostname, address.port
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="client")
        self._outstanding = 0
        self.statuses: dict[str, int] = {}

    def send(self, request: WebRequest) -> None:
        """Queues it; dropped when the backend is so slow that forty wait already."""
        if self._outstanding >= MOST_OUTSTANDING:
            return
        self._outstanding += 1
        self._pool.submit(self._ask, request)

    def _ask(self, request: WebRequest) -> None:
        try:
            status = str(self._status(request))
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self._outstanding -= 1

    def _status(self, request: WebRequest) -> int:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_SECONDS,
                                                source_address=(request.source, 0))
        try:
            body = json.dumps(request.body) if request.body is not None else None
            headers = dict(request.headers)
            if body is not None:
                headers["Content-Type"] = "application/json"
            connection.request(request.method, request.path, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
