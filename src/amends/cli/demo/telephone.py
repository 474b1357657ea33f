# SPDX-License-Identifier: Apache-2.0
"""The telephone of the demo's customers: it takes the texts that Amends sends, as an operator's gateway would, and
shows them on a page, so that a newcomer can answer a survey as a customer does. Texts are gone when the demo stops."""

import json
import threading
from collections import deque
from datetime import datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from re import sub
from typing import Any

KEPT = 200
LARGEST = 20_000  # bytes of one text with its parameters

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="10"><title>演示手机 · 着落</title>
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1f2328}}
article{{background:#eef1f4;border-radius:12px;padding:.6rem .9rem;margin:.6rem 0;overflow-wrap:anywhere}}
small{{color:#57606a}}</style><h1>演示手机</h1>
<p><small>这里收到演示里发给客户的每一条短信，点链接就能以客户的身份作答；最新的在上面，演示一停就清空。<br>
Texts to the demo's customers arrive here; nobody is real.</small></p>{texts}</html>"""
EMPTY = "<p>还没有短信。在“调查”里开始一期短信调查，一分钟左右就会收到；现在若不能调查，那一期的页上写着几点开始。</p>"


class Telephone:
    """Texts by the id under which each was sent, so that one that is sent again is shown once."""

    def __init__(self) -> None:
        self._texts: deque[tuple[str, str, str, datetime]] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def take(self, told: Any, at: datetime) -> None:
        """Keep a text. Raises `KeyError` or `TypeError` where it is none."""
        text = (str(told["id"]), str(told["to"]), str(told["text"]), at)
        with self._lock:
            if all(each[0] != text[0] for each in self._texts):
                self._texts.appendleft(text)

    def page(self) -> str:
        """All texts, the last first, their addresses as links."""
        with self._lock:
            shown = "".join(_shown(*each[1:]) for each in self._texts)
        return PAGE.format(texts=shown or EMPTY)


def _shown(to: str, text: str, at: datetime) -> str:
    linked = sub(r"https?://[^\s<\u3000-\u303f\uff00-\uffef]+", r'<a href="\g<0>">\g<0></a>', escape(text))
    return f"<article><small>{at:%H:%M:%S} → {escape(to)}</small><br>{linked}</article>"


def ring(host: str, port: int) -> ThreadingHTTPServer:
    """Answer at an address from now on, beside what the process does. Raises `OSError` where somebody else does."""
    telephone = Telephone()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            try:
                if size > LARGEST:
                    raise ValueError(size)
                telephone.take(json.loads(self.rfile.read(size)), datetime.now().astimezone())
            except (ValueError, KeyError, TypeError):
                self._say(400, "no text")
            else:
                self._say(200, "taken")

        def do_GET(self) -> None:
            self._say(200, telephone.page())

        def _say(self, status: int, words: str) -> None:
            body = words.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the demo's own lines are what its user reads."""

    server = ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
