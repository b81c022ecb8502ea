"""python -m gateway --config FILE"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn

from . import config as configuration
from .app import create_app
from .auth import hook
from .auth.seed import seed_accounts
from .config import Config, ConfigError
from .database import open_pool


class _Server(uvicorn.Server):
    """Tells on stdout, in one line, when and where it listens."""

    def __init__(self, settings: uvicorn.Config, url: str) -> None:
        super().__init__(settings)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"ready {self._url}", flush=True)


def _listen(config: Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on what it accepts; without, every answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
    except OSError as error:
        raise ConfigError(f"cannot listen on {config.host}:{config.port}: {error.strerror}") from None
    listener.listen(256)
    return listener


async def _serve(config: Config) -> None:
    hook.check_name(config.hook)
    listener = _listen(config)
    port = listener.getsockname()[1]
    pool = await open_pool(config)
    try:
        app = create_app(config, pool)
        await seed_accounts(app.state.auth)
        tls: dict[str, Any] = {"ssl_certfile": config.tls_cert, "ssl_keyfile": config.tls_key} if config.tls_cert else {}
        settings = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, lifespan="off",
                                  timeout_keep_alive=30, timeout_graceful_shutdown=1, **tls)
        if config.port_file:
            Path(config.port_file).write_text(f"{port}\n", encoding="utf-8")
        host = f"[{config.host}]" if ":" in config.host else config.host
        await _Server(settings, f"{'https' if tls else 'http'}://{host}:{port}").serve(sockets=[listener])
    finally:
        pool.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(prog="gateway", description="The local platform's gateway (Supabase's paths).")
    parser.add_argument("--config", required=True, help="JSON configuration file")
    arguments = parser.parse_args()
    os.umask(0o077)
    # uvicorn ends gracefully on SIGTERM and then raises it again: with this handler our exit status stays 0.
    signal.signal(signal.SIGTERM, lambda *_: None)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_serve(configuration.load(arguments.config)))
    except ConfigError as error:
        print(f"gateway: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
