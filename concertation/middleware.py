"""What holds for every answer: who may keep it, and no blank page where a button was expected."""

from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import Resolver404, resolve
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


class GestureWithoutPageMiddleware:
    """A sentence and a way back on the address of a gesture (405) that somebody opened.

    It happens: a session ended under a button, and signing in leads to the address of the gesture.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_opened = request.method == "GET" and isinstance(response, HttpResponseNotAllowed)
        if not is_opened or "GET" in response["Allow"] or response.content:
            return response
        page = render(request, "405.html", {"above": page_above(request.path)}, status=405)
        page["Allow"] = response["Allow"]
        return page


def page_above(path):
    """The nearest address above ``path`` that leads somewhere, « / » at worst."""
    while path != "/":
        path = path.rstrip("/").rsplit("/", 1)[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path
