"""Waits for the site and fetches its main pages: `fetch_pages.py http://127.0.0.1:8043`. Exit 1 on any failure."""

import re
import sys
import time
import urllib.error
import urllib.request

PAGES = ("/", "/suivi", "/sources", "/qualite", "/dictionnaire", "/donnees", "/a-propos", "/observatoire/cpts")


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, ""


def wait(base: str) -> None:
    for _ in range(120):
        try:
            fetch(base + "/")
            return
        except OSError:
            time.sleep(0.5)
    sys.exit(f"{base} did not answer within a minute")


def main(base: str) -> int:
    wait(base)
    bad = 0
    for page in PAGES:
        status, body = fetch(base + page)
        good = status == 200 and 'lang="fr"' in body
        print(f"{status} {len(body):>8} {page}{'' if good else '  <-- not a French page'}")
        bad += not good
    _, home = fetch(base + "/")
    if not re.search(r"reconstitu", home):
        print("the home page does not say that the data is reconstructed")
        bad += 1
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1]) else 0)
