"""The local mailbox: a mail is a JSON file that only the platform's owner may read."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

from .keys import write_private
from .times import now, text


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)

    async def deliver(self, to: str, kind: str, subject: str, **content: str) -> None:
        mail = {"to": to, "type": kind, "subject": subject, "sent_at": text(now()), **content}
        file = self._folder / f"{time.time_ns()}-{kind}.json"  # names sort by time
        await asyncio.to_thread(write_private, file, json.dumps(mail, indent=1))
