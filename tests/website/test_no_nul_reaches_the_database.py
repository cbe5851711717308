"""PostgreSQL keeps no NUL; nobody who types an address or keeps a cookie sends one."""

import pytest

KEY = "a-long-enough-key"


@pytest.mark.parametrize(
    "address", [f"/join/{KEY}%00/", f"/plans/tasks/%00{KEY}/", f"/check/quick/?a={KEY}%00"]
)
def test_an_address_with_a_nul_is_refused(visitor, bank, county, address):
    assert visitor.client.get(address).status_code == 400


@pytest.mark.parametrize("kept", [f"{KEY}\0", f'"{KEY}\\000"'])
def test_a_cookie_with_a_nul_is_no_cookie(visitor, county, kept):
    response = visitor.client.get("/", headers={"cookie": f"suyang_session={kept}"})
    assert response.status_code == 200
