#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""browser.py ADDRESS [login=WHO] [password=WHAT] [deny] [stop]: what a browser and its person do with a sign-in page of
platforms.mjs, with forms, cookies and redirects, and no more: it prints where it ended and what it was shown there.
stop: does not follow the redirect to this computer, as a browser elsewhere could not, and prints it.
"""
import html.parser
import http.cookiejar
import sys
import urllib.error
import urllib.parse
import urllib.request


class Forms(html.parser.HTMLParser):
    """[(action, {name: value})] of a page."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == 'form':
            self.forms.append((values['action'], {}))
        elif tag == 'input' and self.forms:
            self.forms[-1][1][values['name']] = values.get('value', '')


class Redirects(urllib.request.HTTPRedirectHandler):
    stop = False

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        if self.stop and urllib.parse.urlsplit(newurl).hostname in ('127.0.0.1', 'localhost'):
            print(newurl)
            sys.exit(0)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def main(url, *orders):
    wishes = dict(order.split('=', 1) for order in orders if '=' in order)
    redirects = Redirects()
    redirects.stop = 'stop' in orders
    opener = urllib.request.build_opener(redirects, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    answer = opener.open(url, timeout=30)
    for _ in range(5):
        text = answer.read().decode()
        forms = Forms(text).forms
        if not forms:
            print(answer.geturl().split('?')[0], text)
            return 0
        action, fields = next((form for form in forms if 'deny' in orders and form[0].endswith('/deny')), forms[0])
        fields.update({name: value for name, value in wishes.items() if name in fields})
        answer = opener.open(urllib.parse.urljoin(answer.geturl(), action),
                             urllib.parse.urlencode(fields).encode(), timeout=30)
    return 1


if __name__ == '__main__':
    try:
        sys.exit(main(*sys.argv[1:]))
    except urllib.error.HTTPError as error:
        print(error.code, error.read().decode())
        sys.exit(1)
