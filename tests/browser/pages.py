"""A browser that shows a page: what one does there, and what one sees then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SHOWN = "[...document.querySelector('.view:not([hidden]) .tree').tBodies[0].rows].filter((row) => !row.hidden)"
KEYS = {"Down": "\ue015", "Up": "\ue013", "Left": "\ue012", "Right": "\ue014", "Enter": "\ue007", "Tab": "\ue004",
        "Home": "\ue011", "End": "\ue010", "Escape": "\ue00c"}  # fmt: skip


class Browser:
    """One that is driven."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, path: Path, *, width: int = 1280, height: int = 1000, anchor: str = "", dark: bool = False) -> None:
        """Show a page, so wide."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
        })  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": [scheme]})
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(f"{path.as_uri()}{anchor}")

    def run(self, script: str, *arguments: Any) -> Any:
        """What JavaScript gives."""
        return self.driver.execute_script(f"return {script}", *arguments)

    def click(self, selector: str) -> None:
        """Click what a selector finds first, and wait until the page has done what it does then."""
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", self.find(selector))
        self.find(selector).click()
        self.driver.execute_async_script("requestAnimationFrame(() => setTimeout(arguments[0]))")

    def find(self, selector: str) -> Any:
        """The first element of a selector."""
        return self.driver.find_element("css selector", selector)

    def press(self, *keys: str) -> None:
        """Press keys, one after another, where the page has its focus."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(KEYS.get(key, key))

    def rows(self) -> list[str]:
        """The names of the rows that are shown, from top to bottom."""
        names: list[str] = self.run(f"{SHOWN}.map((row) => row.querySelector('a').textContent)")
        return names

    def focused(self) -> str:
        """The text of what has the focus."""
        text: str = self.run("document.activeElement.textContent")
        return text

    def working(self) -> str:
        """What stands in the working that is shown."""
        text: str = self.run("document.querySelector('.view:not([hidden]) .working').innerText")
        return text

    def marked(self) -> list[str]:
        """What is marked in the graph."""
        names: list[str] = self.run(
            "[...document.querySelectorAll('.view:not([hidden]) .graph .picked title')].map((each) => each.textContent)"
        )
        return names

    def complaints(self) -> list[str]:
        """What the console says."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> set[str]:
        """The addresses that were asked for, but for the page's own and data in it."""
        sent = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = {each["params"]["request"]["url"] for each in sent if each["method"] == "Network.requestWillBeSent"}
        return {url for url in urls if not url.startswith(("file:", "data:", "about:"))}
