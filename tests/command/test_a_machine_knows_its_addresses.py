import socket

from suyang.website.command import network


def test_addresses_are_of_this_machine_and_not_loopback():
    for address in network.local_addresses():
        assert not network.loopback(address)
        assert network.why_not(address, 0) is None


def test_without_any_network_there_are_none(monkeypatch):
    monkeypatch.setattr(network, "_towards_elsewhere", lambda: "")
    monkeypatch.setattr(network, "_of_interfaces", lambda: ["127.0.0.1"])
    assert network.local_addresses() == []


def test_loopback_is_known_by_name_and_number():
    assert network.loopback("localhost")
    assert network.loopback("127.0.0.5")
    assert network.loopback("::1")
    assert not network.loopback("192.168.1.5")
    assert not network.loopback("suyang.example")


def test_a_taken_port_is_found():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert network.why_not("127.0.0.1", port) is not None
    assert network.why_not("127.0.0.1", port) is None


def test_addresses_are_written_as_people_type_them():
    assert network.url("10.42.0.1", 8000) == "http://10.42.0.1:8000"
    assert network.url("10.42.0.1", 80) == "http://10.42.0.1"
    assert network.url("::1", 8000) == "http://[::1]:8000"
