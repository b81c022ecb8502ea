# SPDX-License-Identifier: GPL-3.0-or-later
"""The Redis users of the local platform do what config/README.md says of them, on a real server with a real worker."""
from __future__ import annotations

import base64
import json
import sys
import time
import unittest
import uuid
from pathlib import Path

import redis

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support" / "platform"))
from platform_redis import PlatformRedis  # noqa: E402

BINDING = "_kombu.binding.reply.celery.pidbox"
SEPARATOR = "\x06\x16"

REFUSED_TO_READERS = [
    ("SET", "a", "1"), ("DEL", "celery"), ("LPUSH", "celery", "x"), ("RPOP", "celery"), ("BRPOP", "celery", "1"),
    ("EXPIRE", "a", "1"), ("RENAME", "a", "b"), ("SADD", "_kombu.binding.celery", "x"), ("DEL", BINDING),
    ("EVAL", "return 1", "0"), ("MULTI",), ("KEYS", "*"), ("SORT", "a"), ("FLUSHDB",), ("CONFIG", "SET", "save", ""),
    ("SLOWLOG", "RESET"), ("MONITOR",), ("CLIENT", "KILL", "ID", "99999"), ("CLIENT", "PAUSE", "0"),
    ("CLIENT", "UNBLOCK", "1"), ("CLIENT", "NO-EVICT", "on"), ("ACL", "LIST"), ("SHUTDOWN", "NOSAVE"),
    ("PUBLISH", "/0.celeryev/worker.offline", "x"),
]
ALLOWED_TO_READERS = [
    ("GET", "a"), ("TYPE", "a"), ("PTTL", "a"), ("LRANGE", "celery", "0", "1"), ("SCAN", "0"), ("TIME",), ("INFO",),
    ("SLOWLOG", "GET", "5"), ("MEMORY", "USAGE", "a"), ("CONFIG", "GET", "maxmemory-policy"), ("CLIENT", "LIST"),
    ("LATENCY", "LATEST"), ("PUBSUB", "NUMPAT"),
]


def request_to_workers(client: redis.Redis, method: str, arguments: dict, wait: int = 5) -> dict:
    """Celery's remote control from raw commands, those of the probe list alone."""
    oid, ticket = str(uuid.uuid4()), str(uuid.uuid4())
    reply_list = f"{oid}.reply.celery.pidbox"
    member = f"{oid}{SEPARATOR}{SEPARATOR}{reply_list}"
    body = {"method": method, "arguments": arguments, "destination": None, "pattern": None, "matcher": None,
            "ticket": ticket, "reply_to": {"exchange": "reply.celery.pidbox", "routing_key": oid}}
    envelope = {
        "body": base64.b64encode(json.dumps(body).encode()).decode(), "content-encoding": "utf-8",
        "content-type": "application/json", "headers": {"clock": 1, "expires": time.time() + wait},
        "properties": {"delivery_mode": 2, "delivery_info": {"exchange": "celery.pidbox", "routing_key": ""},
                       "priority": 0, "body_encoding": "base64", "delivery_tag": str(uuid.uuid4())}}
    client.sadd(BINDING, member)
    try:
        client.publish("/0.celery.pidbox", json.dumps(envelope))
        answer = client.brpop([reply_list], timeout=wait)
        return json.loads(base64.b64decode(json.loads(answer[1])["body"])) if answer else {}
    finally:
        client.srem(BINDING, member)
        client.delete(reply_list)


class RedisUsers(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server = PlatformRedis()
        cls.addClassCleanup(cls.server.stop)
        cls.server.start_worker("worker-1", "celery,agents,artifacts,llm")
        deadline = time.monotonic() + 30
        while not request_to_workers(cls.server.client("reader"), "ping", {}, wait=1):
            if time.monotonic() > deadline:
                raise RuntimeError((cls.server.folder / "1.log").read_text())

    def refused(self, user: str, command: tuple) -> None:
        with self.assertRaises(redis.exceptions.NoPermissionError, msg=f"{user}: {command}"):
            self.server.client(user).execute_command(*command)

    def test_default_user_is_off(self) -> None:
        with self.assertRaises(redis.RedisError):
            redis.Redis(port=self.server.port).ping()

    def test_readers_cannot_write(self) -> None:
        for user in ("reader", "silent"):
            for command in REFUSED_TO_READERS:
                self.refused(user, command)

    def test_readers_can_read(self) -> None:
        for user in ("reader", "silent"):
            for command in ALLOWED_TO_READERS:
                self.server.client(user).execute_command(*command)

    def test_readers_can_follow_channels(self) -> None:
        for user in ("reader", "silent"):
            follower = self.server.client(user).pubsub()
            follower.psubscribe("/0.celeryev/*", "__keyspace@1__:LIMITS:*", "celery-task-meta-*")
            self.assertEqual(follower.get_message(timeout=5)["type"], "psubscribe")
            follower.close()

    def test_reader_asks_workers(self) -> None:
        for method in ("ping", "stats", "active", "reserved", "scheduled", "registered", "active_queues"):
            with self.subTest(method=method):
                answer = request_to_workers(self.server.client("reader"), method, {})
                self.assertEqual(len(answer), 1, answer)
        self.assertEqual(self.server.client("reader").smembers(BINDING), set())

    def test_silent_cannot_ask_workers(self) -> None:
        for command in (("SADD", BINDING, "x"), ("PUBLISH", "/0.celery.pidbox", "x"),
                        ("BRPOP", f"{uuid.uuid4()}.reply.celery.pidbox", "1")):
            self.refused("silent", command)

    def test_operator_revokes_and_platform_sees_it(self) -> None:
        task_id = str(uuid.uuid4())
        sent = self.server.run("-c", "import sys; from adk_agent.tasks.artifacts import render; render.apply_async("
                               "kwargs=dict(tenant='acme-labs', session_id='s'), countdown=60, task_id=sys.argv[1])", task_id)
        self.assertEqual(sent.returncode, 0, sent.stderr)
        operator = self.server.client("operator")
        answer = request_to_workers(operator, "revoke", {"task_id": [task_id], "terminate": False})
        self.assertIn("ok", next(iter(answer.values())))
        self.assertEqual(json.loads(operator.get(f"celery-task-meta-{task_id}"))["status"], "REVOKED")

    def test_operator_moves_messages_but_does_not_administer(self) -> None:
        operator = self.server.client("operator", db=2)
        operator.rpush("moved", "one")
        moved = operator.eval("if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 1 then return redis.call('RPUSH', KEYS[2], ARGV[1]) "
                              "end return 0", 2, "moved", "target", "one")
        self.assertEqual(moved, 1)
        with operator.pipeline(transaction=True) as batch:
            self.assertEqual(batch.llen("target").unlink("target").execute(), [1, 1])
        for command in (("CONFIG", "SET", "save", ""), ("FLUSHALL",), ("KEYS", "*"), ("ACL", "LIST"), ("MONITOR",),
                        ("CLIENT", "KILL", "ID", "99999"), ("SHUTDOWN", "NOSAVE")):
            self.refused("operator", command)

    def test_exporter_sees_sizes_only(self) -> None:
        exporter = self.server.client("exporter")
        exporter.info()
        exporter.llen("celery")
        for command in (("SET", "a", "1"), ("LRANGE", "celery", "0", "1"), ("SCAN", "0"), ("PUBLISH", "x", "y")):
            self.refused("exporter", command)


if __name__ == "__main__":
    unittest.main()
