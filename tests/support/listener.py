"""A bare listening socket on loopback that counts who came."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Self


class Listener:
    """A listening socket on loopback that counts connections: ``count``.

    ``speak`` gets each accepted socket, in a thread of its own; without it they are closed.
    """

    def __init__(
        self,
        speak: Callable[[socket.socket], None] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.speak = speak
        self.count = 0
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=128)
        self.host, self.port = self._socket.getsockname()[:2]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Wakes the thread that waits in accept().
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.count += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                if self.speak:
                    self.speak(connection)
            except OSError:  # the other side has left
                pass
