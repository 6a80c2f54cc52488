"""What every answer goes through."""

import pytest
from django.urls import reverse

from concertation.middleware import page_above

pytestmark = pytest.mark.django_db


def test_the_address_of_a_gesture_leads_back_to_its_page(client, region):
    client.force_login(region)
    response = client.get(reverse("reports:region_nudge", args=[2025]))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    back = reverse("reports:region_reports", args=[2025])
    assert f'href="{back}"' in response.content.decode()
    assert client.put(reverse("reports:region_nudge", args=[2025])).content == b""


@pytest.mark.parametrize("path", ["/", "/nulle-part/", "/nulle/part/rien/"])
def test_above_an_address_that_leads_nowhere_is_the_front_page(path):
    assert page_above(path) == "/"
