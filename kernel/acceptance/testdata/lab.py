"""Types cells into JupyterLab in headless Chromium, one after another, as a
user does, and saves a screenshot after each.

    lab.py URL NOTEBOOK SCREENSHOTS < cells.json > outputs.json
"""

import json
import pathlib
import sys
import time

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]


def main():
    url, notebook, shots = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    cells = json.load(sys.stdin)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.goto(f"{url}/lab/tree/{notebook}?reset&token=t")
        page.wait_for_selector(".jp-Notebook .jp-Cell .cm-content", timeout=60_000)
        # JupyterLab runs nothing, and says nothing, while it has no connection
        # to the kernel, whose name is in the toolbar from the start.
        page.wait_for_selector("text=Go (Fathom)", timeout=60_000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000)
        page.locator(".jp-Notebook .jp-Cell .cm-content").first.click()
        out = []
        for n, text in enumerate(cells):
            begin = time.monotonic()
            page.keyboard.insert_text(text)
            page.keyboard.press("Shift+Enter")
            cell = page.locator(".jp-Notebook .jp-CodeCell").nth(n)
            prompt = cell.locator(".jp-InputArea-prompt")
            deadline = time.monotonic() + 180
            while not prompt.inner_text().strip("[]: \n").isdigit():
                if time.monotonic() > deadline:
                    raise SystemExit(f"cell {n + 1} did not end; its prompt shows {prompt.inner_text()!r}")
                page.wait_for_timeout(50)
                # Idle may be shown a moment before the connection stands.
                if prompt.inner_text().strip() == "[ ]:" and time.monotonic() > begin + 2:
                    begin = time.monotonic()
                    cell.locator(".cm-content").click()
                    page.keyboard.press("Shift+Enter")
            seconds = time.monotonic() - begin
            page.wait_for_timeout(300)  # until the output is laid out
            cell.scroll_into_view_if_needed()
            page.screenshot(path=shots / f"cell-{n + 1}.png")
            out.append({
                "text": cell.locator(".jp-OutputArea").inner_text(),
                "pictures": cell.locator(".jp-OutputArea img").count(),
                "errors": cell.locator("[data-mime-type='application/vnd.jupyter.error']").count(),
                "seconds": round(seconds, 2),
            })
        page.keyboard.press("Control+s")
        page.wait_for_timeout(1000)
        browser.close()
    json.dump(out, sys.stdout)


main()
