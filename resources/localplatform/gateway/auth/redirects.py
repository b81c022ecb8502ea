"""Where a browser may be sent back to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..config import Config


def allowed(config: Config, wanted: str) -> str:
    """The address itself when it is allowed, else the site URL: silently, as the real server does."""
    return wanted if wanted and _is_allowed(config, wanted) else config.site_url


def _is_allowed(config: Config, wanted: str) -> bool:
    try:
        url, site = urlsplit(wanted), urlsplit(config.site_url)
        host = url.hostname
        _ = url.port
    except ValueError:
        return False
    if any(ord(c) < 33 or ord(c) == 127 for c in wanted) or "\\" in wanted or url.username is not None:
        return False
    if not url.scheme or url.scheme in ("javascript", "data", "vbscript", "file"):
        return False
    if url.scheme in ("http", "https") and host:
        if host == site.hostname:
            return True
        try:
            if ipaddress.ip_address(host).is_loopback:
                return True
        except ValueError:
            pass
    return any(_glob(pattern).fullmatch(wanted.split("#")[0]) for pattern in config.uri_allow_list)


def _glob(pattern: str) -> re.Pattern[str]:
    """`*` stands for any text without `.` and `/`, `**` for any text, `?` for one such character."""
    parts = {"**": ".*", "*": "[^./]*", "?": "[^./]"}
    return re.compile("".join(parts.get(p) or re.escape(p) for p in re.split(r"(\*\*|\*|\?)", pattern)))


def with_query(address: str, **parameters: str) -> str:
    """Merges parameters into the query that is there."""
    url = urlsplit(address)
    merged = dict(parse_qsl(url.query, keep_blank_values=True)) | parameters
    bare = urlunsplit((url.scheme, url.netloc, url.path, "", ""))
    if not url.netloc and address.split("?")[0].split("#")[0].endswith("://"):
        bare = address.split("?")[0].split("#")[0]  # urlunsplit would drop an empty authority
    return f"{bare}?{urlencode(sorted(merged.items()))}"


def with_fragment(address: str, **parameters: str) -> str:
    return f"{address.split('#')[0]}#{urlencode(sorted(parameters.items()))}"
