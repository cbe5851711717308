"""Addresses: where this machine can be reached from the room, and whether a port is free.

Nothing here sends a packet.
"""

from __future__ import annotations

import ipaddress
import socket
import struct

# RFC 5737: an address for documentation. Connecting a datagram socket only asks the routing table.
_ELSEWHERE = ("192.0.2.1", 9)
_SIOCGIFADDR = 0x8915
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vbox", "vmnet", "lo")


def local_addresses() -> list[str]:
    """IPv4 addresses of this machine in local networks, the likeliest first."""
    found = [_towards_elsewhere(), *_of_interfaces()]
    return list(dict.fromkeys(address for address in found if address and _local(address)))


def host_names() -> list[str]:
    """Names by which devices in the room may know this machine."""
    name = socket.gethostname().split(".")[0].lower()
    return [name, f"{name}.local"] if name and name != "localhost" else []


def everywhere(host: str) -> bool:
    """Whether a host to listen on means every address of the machine."""
    return host in ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound


def loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def why_not(host: str, port: int) -> OSError | None:
    """Why nothing could listen there, or None when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error
    return None


def answers(host: str, port: int, timeout: float = 0.5) -> bool:
    """Whether something listens there."""
    target = "127.0.0.1" if everywhere(host) else host
    try:
        with socket.create_connection((target, port), timeout):
            return True
    except OSError:
        return False


def url(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"


def _towards_elsewhere() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _of_interfaces() -> list[str]:
    """Also without a way to the internet, as on a laptop that makes a hotspot for a room."""
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            if name.startswith(_VIRTUAL):
                continue
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, request)
            except OSError:
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def _local(address: str) -> bool:
    about = ipaddress.ip_address(address)
    return not (about.is_loopback or about.is_unspecified or about.is_multicast)
