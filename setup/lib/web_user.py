"""A person at the screens, without a browser: logs in and calls what a button calls."""

import http.cookiejar
import json
import urllib.error
import urllib.request

from .failure import SetupError


class WebUser:
    """One logged-in user; every call has the rights of that user and no others."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.login = login
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        self.uid = answer.get("uid")
        if not self.uid:
            raise SetupError(f"The user {login} cannot log in.")

    def call(self, model, method, *arguments, **options):
        """Call a public method as this user; returns what JSON can carry.

        :raises SetupError: names model, method and the server's message
        """
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": list(arguments),
                "kwargs": options,
            },
        )

    def read(self, model, domain, names, **options):
        """``search_read`` as this user."""
        return self.call(model, "search_read", domain, names, **options)

    def _post(self, path, parameters):
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=120) as response:
                answer = json.load(response)
        except (urllib.error.URLError, OSError) as error:
            raise SetupError(f"{path} does not answer: {error}") from error
        if "error" in answer:
            data = answer["error"].get("data") or answer["error"]
            raise SetupError(f"{self.login}, {path}: {data.get('message')}")
        return answer.get("result")
