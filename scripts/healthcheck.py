"""Ask the server in this container whether it lives, as its proxy would: by its public name, over HTTPS."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def healthy(port: int) -> bool:
    name = urlsplit(os.environ.get("PORTAL_URL", "")).netloc or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": name, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not healthy(int(os.environ.get("PORT") or 8000)))
