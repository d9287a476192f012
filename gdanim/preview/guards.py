"""Whom the server answers: the page itself, in a browser on this machine, and no other page that the browser shows."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ADDRESS = "127.0.0.1"

HOSTS = [ADDRESS, "localhost"]
"""Names by which a browser on this machine asks; a page whose own name was bound to this machine is refused."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every answer: the page loads nothing from elsewhere, and nothing elsewhere may load from it."""


class OwnPageOnly:
    """Refuses what other pages of the same browser ask, and sends the headers with every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        answer = self.app if _is_own(Headers(scope=scope)) else PlainTextResponse("Only the page itself may ask.", 403)
        await answer(scope, receive, guarded)


def _is_own(headers: Headers) -> bool:
    """Return whether a question comes from the page itself, or from no page."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    return origin in (None, f"http://{headers.get('host')}") and site in ("none", "same-origin")


GUARDS = [Middleware(OwnPageOnly), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)]
