"""What everything is compared with: a Django view that says ok, without middleware."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.urls import path


def ok(_request: WSGIRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("", ok)]

settings.configure(
    DEBUG=False,
    SECRET_KEY="only for measuring",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
)
django.setup()
application = WSGIHandler()
