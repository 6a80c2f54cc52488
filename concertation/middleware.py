"""Nothing we answer is kept by a shared computer or a proxy unless the view says so."""

from django.utils.cache import patch_vary_headers


class PrivateResponseMiddleware:
    """``Cache-Control: private, no-store`` on every answer whose view set no policy of its own.

    Every one, signed in or not: the answer links have no session, and a page that is public by a
    zone's choice says so itself. Looking at the user here would also cost a query. Static files are
    served before this middleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response
