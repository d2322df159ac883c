#!/usr/bin/python3
"""Asks vouchd from Python, with the standard library alone.

    vouch.py SOCKET verify FILE KEY
    vouch.py SOCKET events AFTER [COUNT]
"""

import http.client
import json
import socket
import sys


class VouchConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout=60):
        super().__init__("vouchd", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def verify(path, file, key):
    """The key makes a retry after a broken connection get the first answer."""
    connection = VouchConnection(path)
    with open(file, "rb") as document:
        connection.request("POST", "/v1/verify?evidence=none", document.read(),
                           {"Idempotency-Key": key})
    response = connection.getresponse()
    answer = json.load(response)
    if response.status != 200:
        sys.exit("%(type)s: %(detail)s" % answer)  # nothing was judged
    return answer


def events(path, after, count=None):
    """Events from one after `after` on, for ever; where the daemon goes away, on from the last."""
    while count is None or count > 0:
        try:
            connection = VouchConnection(path)
            connection.request("GET", "/v1/events?after=%d" % after)
            response = connection.getresponse()
            if response.status != 200:
                sys.exit(response.read().decode())
            for line in response:
                if not line.strip():
                    continue  # a heartbeat
                event = json.loads(line)
                after = event["position"]
                yield event
                count = count and count - 1
                if count == 0:
                    return
        except (OSError, http.client.HTTPException):
            pass  # it restarts, or was silent too long


def main(path, command, *arguments):
    if command == "verify":
        print(json.dumps(verify(path, *arguments)))
    else:
        for event in events(path, *map(int, arguments)):
            print(json.dumps(event), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
