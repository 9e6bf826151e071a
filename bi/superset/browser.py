"""Looks at a dashboard as a person does: logs in, waits until every chart is drawn, and prints as JSON what the browser
asked for and got.

Its environment is that of requirements.txt; Chromium is that of the machine. Arguments: address of the server, slug of
the dashboard, path of Chromium, path of the picture. SUPERSET_ADMIN_PASSWORD is the password.
"""

import json
import os
import sys

from playwright.sync_api import Page, Response, sync_playwright

ADMINISTRATOR = "admin"
DATA = "/api/v1/chart/data"
SECONDS = 120


def main(server: str, slug: str, chromium: str, picture: str) -> None:
    """Print `charts` (title, text, whether it is drawn), `requests` (what was asked for, what came) and `errors`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        page.set_default_timeout(SECONDS * 1000)
        responses: list[Response] = []
        page.on("response", lambda response: responses.append(response) if DATA in response.url else None)
        log_in(page, server)
        page.goto(f"{server}/superset/dashboard/{slug}/?standalone=1")
        page.wait_for_selector("[data-test='chart-grid-component'], .slice_container", state="attached")
        page.wait_for_function(DRAWN)
        page.wait_for_timeout(2000)
        height = page.evaluate(HEIGHT)
        page.set_viewport_size({"width": 1500, "height": height})
        page.wait_for_timeout(2000)
        page.screenshot(path=picture, full_page=True)
        told = {
            "charts": page.evaluate(CHARTS),
            "requests": [[response.request.post_data_json, response.json()] for response in responses],
        }
        browser.close()
    print(json.dumps(told))


def log_in(page: Page, server: str) -> None:
    """Fill in the form of the login page."""
    page.goto(f"{server}/login/")
    page.fill("#username", ADMINISTRATOR)
    page.fill("#password", os.environ["SUPERSET_ADMIN_PASSWORD"])
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


if __name__ == "__main__":
    main(*sys.argv[1:])
