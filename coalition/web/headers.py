"""Security headers on every answer."""

from flask import Flask, Response, g, request

from coalition.runtime import current_settings

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# After signing out nothing of the session may stay in the browser. Its cookie is deleted by name;
# clearing all cookies would also take the one by which the device is known at the next sign-in.
SIGNED_OUT = '"cache", "storage"'
# When a session ended by itself, the cookie ties the forms still open in other tabs to this
# browser: what is typed there is shown once more to be kept, so the cookie must stay.
ENDED = '"cache", "storage"'


def clear_site_data(what: str) -> None:
    """Have this answer tell the browser to forget ``what`` it holds of the portal."""
    g.clear_site_data = what


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
        if "clear_site_data" in g:
            headers["Clear-Site-Data"] = g.clear_site_data
        if request.endpoint != "static":
            headers["Cache-Control"] = "no-store"
        return response
