"""Asks the sidecar whether a service may accept a token. Needs Python 3.8 and no package.

    python3 sidecar_check.py < token.txt
"""
import json
import os
import sys
import urllib.request

SIDECAR = os.environ.get("SIDECAR_URL", "http://127.0.0.1:9191")


def is_accepted(token: str) -> bool:
    """Returns False for a token that is invalid or revoked. Raises when the sidecar cannot decide: answer 503 then."""
    request = urllib.request.Request(
        SIDECAR + "/v1/check",
        data=json.dumps({"token": token}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=2) as response:
        answer = json.load(response)
    if answer["outcome"] in ("unknown", "keys_unavailable"):
        raise RuntimeError("undecided: " + answer.get("reason", answer["outcome"]))
    return answer["accepted"]


if __name__ == "__main__":
    print("accepted" if is_accepted(sys.stdin.read().strip()) else "refused")
