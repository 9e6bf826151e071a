"""Looks at a dashboard as a person does: logs in, waits until every chart is drawn, and prints as JSON what it saw.

Arguments: address of the server, slug of the dashboard, number of its charts, path of Chromium, path of the picture to
take. The password is SUPERSET_ADMIN_PASSWORD. What is printed: for each chart by its title the `text` that is read, the
`colours` of what is painted, its `errors`, and of its one request what was `asked` and `answered`.
"""

import json
import os
import sys

from playwright.sync_api import Page, sync_playwright

WIDTH = 1500
TIMEOUT = 120_000

CHART = "[data-test-chart-name]"
ERROR = ".ant-alert-error, [data-test='error-alert'], .ant-empty"

# Whether so many charts are there and each is painted, or says why not.
IS_DRAWN = f"""
count => {{
    const charts = [...document.querySelectorAll("{CHART}")];
    return charts.length === count && !document.querySelector("[data-test='loading-indicator']") && charts.every(
        chart => chart.querySelector("canvas, td, .header-line, {ERROR}"));
}}
"""

# Each chart by its title. A canvas on which nothing was painted has one colour.
SEEN = f"""
() => Object.fromEntries([...document.querySelectorAll("{CHART}")].map(chart => {{
    const colours = [...chart.querySelectorAll("canvas")].flatMap(canvas => {{
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return [...new Set(new Uint32Array(pixels.buffer))];
    }});
    const errors = [...chart.querySelectorAll("{ERROR}")].map(error => error.textContent);
    const id = Number(chart.dataset.testChartId);
    return [chart.dataset.testChartName, {{id, text: chart.innerText, colours: colours.length, errors}}];
}}))
"""


def main(server: str, slug: str, charts: str, chromium: str, picture: str) -> None:
    """Print what is seen of a dashboard and take a picture of it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 1000})
        page.set_default_timeout(TIMEOUT)
        responses = []
        page.on("response", lambda response: responses.append(response) if "/api/v1/chart/data" in response.url else None)
        log_in(page, server)
        page.goto(f"{server}/superset/dashboard/{slug}/?standalone=1")
        page.wait_for_function(IS_DRAWN, arg=int(charts))
        page.set_viewport_size({"width": WIDTH, "height": page.evaluate("document.documentElement.scrollHeight")})
        # Charts grow into their place by an animation of one second.
        page.wait_for_timeout(3000)
        page.screenshot(path=picture, full_page=True)
        seen = page.evaluate(SEEN)
        asked = {response.request.post_data_json["form_data"]["slice_id"]: response for response in responses}
        for chart in seen.values():
            response = asked[chart.pop("id")]
            chart |= {"asked": response.request.post_data_json, "answered": response.json()}
        browser.close()
    print(json.dumps(seen))


def log_in(page: Page, server: str) -> None:
    """Fill in the form of the login page."""
    page.goto(f"{server}/login/")
    page.fill("#username", "admin")
    page.fill("#password", os.environ["SUPERSET_ADMIN_PASSWORD"])
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


if __name__ == "__main__":
    main(*sys.argv[1:])
