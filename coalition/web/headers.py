"""Security headers on every answer."""

from flask import Flask, Response, g, request

from coalition.runtime import current_settings

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# What a browser forgets when a session is over. Not its cookies: the session's is deleted by name
# at sign-out and ties forms open in other tabs to this browser until then, and the device's stays.
FORGOTTEN = '"cache", "storage"'


def clear_site_data() -> None:
    """Have this answer tell the browser to forget what it holds of the portal."""
    g.session_over = True


def set_up(app: Flask) -> None:
    """Add the headers to every answer."""

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = CSP
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if current_settings().base_url.startswith("https://"):
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if "session_over" in g:
            headers["Clear-Site-Data"] = FORGOTTEN
        if response.status_code == 503:
            headers["Retry-After"] = "10"
        if request.endpoint != "static":
            headers["Cache-Control"] = "no-store"
        return response
