"""Uses JupyterLab in headless Chromium as a person does besides running cells:
completes with Tab, reads documentation with Shift-Tab, interrupts by the
button, and restarts and runs all. Saves a screenshot of each.

    keys.py URL NOTEBOOK SCREENSHOTS > seen.json
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


class Lab:
    def __init__(self, page, shots):
        self.page, self.shots = page, shots

    def cell(self, n):
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(n)

    def prompt(self, n):
        return self.cell(n).locator(".jp-InputArea-prompt").inner_text().strip()

    def wait(self, what, condition, seconds=90):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.shot("failed")
                raise SystemExit(f"{what} did not come about within {seconds} s")
            self.page.wait_for_timeout(50)

    def ran(self, n, number):
        self.wait(f"cell {n + 1} as [{number}]", lambda: self.prompt(n) == f"[{number}]:")

    def run(self, n, text):
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Shift+Enter")
        begin = time.monotonic()
        while self.prompt(n) == "[ ]:":
            # Idle may be shown a moment before the connection stands.
            if time.monotonic() > begin + 3:
                begin = time.monotonic()
                self.cell(n).locator(".cm-content").click()
                self.page.keyboard.press("Shift+Enter")
            self.page.wait_for_timeout(50)

    def empty(self, n):
        """Closes what hangs over a cell and takes its text away."""
        self.page.keyboard.press("Escape")
        self.cell(n).locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.wait("an empty cell", lambda: self.cell(n).locator(".cm-content").inner_text().strip() == "", 10)

    def shot(self, name):
        self.page.screenshot(path=self.shots / f"keys-{name}.png")

    def output(self, n):
        return self.cell(n).locator(".jp-OutputArea").inner_text()


def completed(lab, n):
    """Completes in a fresh cell: what the list offers, and what Enter makes of it."""
    page = lab.page
    lab.cell(n).locator(".cm-content").click()
    page.keyboard.insert_text("fmt.Fprintln(os.Stdout, model.Summ")
    begin = time.monotonic()
    page.keyboard.press("Tab")
    # With one candidate JupyterLab may put it in at once.
    text = lambda: lab.cell(n).locator(".cm-content").inner_text()
    lab.wait("the completion", lambda: "Summary" in text() or page.locator(".jp-Completer-item").count() > 0, 10)
    one = time.monotonic() - begin
    if "Summary" not in text():
        page.keyboard.press("Enter")
        lab.wait("the completed word", lambda: "Summary" in text(), 10)
    single = text()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("model.")
    begin = time.monotonic()
    page.keyboard.press("Tab")
    page.wait_for_selector(".jp-Completer-item", timeout=10_000)
    many = time.monotonic() - begin
    page.wait_for_timeout(300)
    lab.shot("tab")
    items = [i.inner_text() for i in page.locator(".jp-Completer-item").all()]
    lab.empty(n)
    return {"single": single, "items": items, "seconds": [round(one, 2), round(many, 2)]}


def documented(lab, n):
    page = lab.page
    lab.cell(n).locator(".cm-content").click()
    page.keyboard.insert_text("strings.Repeat(")
    begin = time.monotonic()
    page.keyboard.press("Shift+Tab")
    page.wait_for_selector(".jp-Tooltip", timeout=10_000)
    seconds = time.monotonic() - begin
    page.wait_for_timeout(300)
    lab.shot("shift-tab")
    text = page.locator(".jp-Tooltip").inner_text()
    lab.empty(n)
    return {"text": text, "seconds": round(seconds, 2)}


def interrupted(lab, n):
    lab.cell(n).locator(".cm-content").click()
    lab.run(n, 'fmt.Println("begun")\nfor {\n\ttime.Sleep(time.Second)\n}')
    lab.wait("the first output", lambda: "begun" in lab.output(n))
    begin = time.monotonic()
    lab.page.locator("[data-command='notebook:interrupt-kernel'], button[title*='Interrupt']").first.click()
    lab.wait("the end of the cell", lambda: lab.prompt(n)[1:-2].isdigit(), 20)
    seconds = time.monotonic() - begin
    lab.page.wait_for_timeout(300)
    lab.shot("interrupt")
    return {"text": lab.output(n), "seconds": round(seconds, 2)}


def again(lab):
    """Restarts and runs all: the numbers begin anew."""
    lab.page.locator("[data-command='notebook:restart-run-all'], button[title*='Restart the kernel and run all']").first.click()
    accept = lab.page.locator(".jp-Dialog .jp-mod-accept")
    accept.wait_for(timeout=10_000)
    accept.click()
    lab.wait("the first cell's second run", lambda: lab.prompt(0) in ("[*]:", "[ ]:"), 20)
    lab.ran(0, 1)
    lab.ran(1, 2)
    lab.page.wait_for_timeout(300)
    lab.shot("again")
    return {"texts": [lab.output(0), lab.output(1)]}


def main():
    url, notebook, shots = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(f"{url}/lab/tree/{notebook}?reset&token=t")
        page.wait_for_selector(".jp-Notebook .jp-Cell .cm-content", timeout=60_000)
        page.wait_for_selector("text=Go (Fathom)", timeout=60_000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000)
        lab = Lab(page, shots)
        lab.cell(0).locator(".cm-content").click()
        lab.run(0, 'model := dsl.Input(4).Dense(2).Named("small")\nmodel.Summary()')
        lab.ran(0, 1)
        lab.run(1, "%vars")
        lab.ran(1, 2)
        lab.shot("vars")
        seen = {"vars": lab.output(1), "tab": completed(lab, 2), "shift_tab": documented(lab, 2)}
        seen["interrupt"] = interrupted(lab, 2)
        lab.cell(2).locator(".cm-content").click()
        page.keyboard.press("Escape")
        page.keyboard.press("d")
        page.keyboard.press("d")  # a cell that never ends has no place in running all
        seen["again"] = again(lab)
        browser.close()
    json.dump(seen, sys.stdout)


main()
