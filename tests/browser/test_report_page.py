"""The page of `cnncalc report`, used in a browser: by mouse, by keys, on any screen, by those who do not see it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.pages import Browser

Page = Callable[..., Path]
NETWORKS = ("alexnet", "resnet50", "googlenet", "mobilenet_v2", "densenet121")
PAGES = [*((name,) for name in NETWORKS), ("alexnet", "zfnet"), ("vgg16", "resnet18", "mobilenet")]
AXE = "axe.run().then((all) => arguments[0](all.violations.map((each) => [each.id, each.nodes[0].html])))"
EVIL = "</script><script>document.title='evil'</script><img src=x onerror=alert(1)>\"'`"


def test_the_table_is_a_tree(browser: Browser, page: Page) -> None:
    browser.open(page("resnet50"))
    assert browser.rows()[:7] == ["conv1", "bn1", "relu1", "pool1", "conv2_x", "conv2_1", "conv2_2"]
    browser.click("[id='n1.conv2_x'] .fold")
    assert browser.rows()[4:6] == ["conv2_x", "conv3_x"]
    browser.click("[id='n1.conv2_x'] .fold")
    browser.click("[id='n1.conv2_x.conv2_1'] .fold")
    assert browser.rows()[5:7] == ["conv2_1", "conv_a"]
    assert browser.find("[id='n1.conv2_x.conv2_1'] .fold").get_attribute("aria-expanded") == "true"
    browser.click(".tools button")  # Open all
    everything = len(browser.rows())
    browser.click(".tools button + button")
    assert "conv2_1" not in browser.rows()
    assert everything > 176


def test_a_table_is_sorted_down_up_and_as_it_was(browser: Browser, page: Page) -> None:
    browser.open(page("alexnet"))
    before = browser.rows()
    head = ".tree thead th:nth-child(4)"  # params
    browser.click(f"{head} .sort")
    assert browser.rows()[:3] == ["fc6", "fc7", "fc8"]
    assert browser.find(head).get_attribute("aria-sort") == "descending"
    browser.click(f"{head} .sort")
    assert browser.rows()[-1] == "fc6"
    browser.click(f"{head} .sort")
    assert browser.rows() == before
    browser.open(page("resnet50"))
    browser.click(".tree thead th:nth-child(5) .sort")
    assert browser.rows()[:2] == ["conv1", "conv2_x.conv2_1.conv_b"]  # whole paths; blocks are no layers


def test_a_search_finds_layers_with_what_is_around_them(browser: Browser, page: Page) -> None:
    browser.open(page("resnet50"))
    browser.press("/")
    browser.press("shortcut linear")
    assert browser.rows() == []
    browser.find("input[type=search]").clear()
    browser.find("input[type=search]").send_keys("conv5_2 conv_b")
    assert browser.rows() == ["conv5_x", "conv5_2", "conv_b"]
    assert browser.find(".tools output").text.startswith("1 of ")
    browser.press("Escape")
    assert len(browser.rows()) > 20


def test_a_row_marks_its_box_and_shows_its_working(browser: Browser, page: Page) -> None:
    browser.open(page("alexnet"))
    browser.click("[id='n1.conv1'] a")
    assert browser.marked() == ["11×11 /4, 96"]
    said = browser.working()
    assert "(227 − 11 + 2·0)/4 + 1 = 55" in said.replace("\n", " ")
    assert "(11·11·3)·96 = 34,848" in said
    assert browser.run("location.hash") == "#n1.conv1"
    browser.click("[id='n1.conv2'] a")
    assert "5×5" in browser.marked()[0]
    assert len(browser.marked()) == 1


def test_a_box_marks_its_row(browser: Browser, page: Page) -> None:
    browser.open(page("resnet50"))
    boxes = "document.querySelectorAll('.graph [data-about]')"
    browser.run(f"[...{boxes}].find((box) => box.dataset.about.includes('conv4_2')).dispatchEvent("
                "new MouseEvent('click', {bubbles: true}))")  # fmt: skip
    assert browser.find("tr.picked a").text == "conv4_2"
    assert "bottleneck" in browser.working()


def test_it_is_used_by_keys_alone(browser: Browser, page: Page) -> None:
    browser.open(page("resnet50"))
    browser.run("document.querySelector('.tree tbody a[tabindex=\"0\"]').focus()")
    browser.press("Down", "Down", "Down", "Down")
    assert browser.focused() == "conv2_x"
    browser.press("Left", "Down")
    assert browser.focused() == "conv3_x"
    browser.press("Up", "Right", "Down", "Right", "Down", "Enter")
    assert browser.focused() == "conv_a"
    assert "(1·1·64)·64 = 4,096" in browser.working()
    browser.press("Left", "End")
    assert browser.focused() == "softmax"
    browser.press("Home")
    assert browser.focused() == "conv1"
    browser.press("Escape")
    assert browser.run("document.querySelector('.working').classList.contains('shown')") is False
    browser.run("document.querySelector('.graph [tabindex=\"0\"][data-about]').focus()")
    browser.press("Down", "Enter")
    assert browser.find("tr.picked a").text == "pool1"


def test_the_tab_key_stops_once_in_a_table_and_a_picture(browser: Browser, page: Page) -> None:
    browser.open(page("resnet50"))
    met = browser.run(
        "[...document.querySelectorAll('a[href], button, input, [tabindex]')]"
        ".filter((each) => each.tabIndex >= 0 && each.getClientRects().length).length"
    )
    assert met < 40  # of which none is one of 36 rows, but for the first, or of 20 boxes


def test_an_address_names_a_layer(browser: Browser, page: Page) -> None:
    browser.open(page("resnet50"), anchor="#n1.conv4_x.conv4_3.conv_b")
    assert browser.find("tr.picked a").text == "conv_b"
    assert "conv4_3" in browser.rows()
    assert any("×" in each for each in browser.marked())


def test_of_two_networks_it_shows_what_differs(browser: Browser, page: Page) -> None:
    browser.open(page("alexnet", "zfnet"))
    rows = browser.rows()
    assert {"conv1", "lrn1", "norm1"} <= set(rows)
    assert "relu3" not in rows  # the same: folded away
    assert browser.find("[id='d.conv1'] .status").text.startswith("edited")
    browser.click("[id='d.conv4'] a")
    assert "+663,552" in browser.working()
    assert len(browser.marked()) == 1
    browser.click(".views a[href='#n2']")
    assert browser.find("#n2 .tiles").is_displayed()
    assert not browser.find("#n1 .tiles").is_displayed()


def test_no_status_breaks_into_letters(browser: Browser, page: Page) -> None:
    for width in (360, 700, 1000, 1280, 1920):
        browser.open(page("alexnet", "zfnet"), width=width)
        broken = browser.run(
            "[...document.querySelectorAll('td.status')].filter((cell) => {const range = document.createRange(); "
            "range.selectNodeContents(cell); "
            "return range.getClientRects().length > cell.textContent.split(' ').length})"
            ".map((cell) => cell.textContent)"
        )
        assert broken == [], width
        assert browser.run("document.documentElement.scrollWidth") <= width


def test_of_more_networks_it_compares_them(browser: Browser, page: Page) -> None:
    browser.open(page("vgg16", "resnet18", "mobilenet"))
    assert "138,357,544" in browser.find("#d-compare").text
    browser.click(".views a[href='#n3']")
    assert browser.find(".views a[aria-current]").text == "MobileNet"
    assert browser.rows()


@pytest.mark.slow
@pytest.mark.parametrize("names", PAGES, ids=" ".join)
def test_nothing_is_asked_for_and_nothing_is_complained_of(
    browser: Browser, page: Page, names: tuple[str, ...]
) -> None:
    for width in (360, 1000, 1920):
        browser.open(page(*names), width=width)
        browser.click(".views a[href='#n1']" if len(names) > 1 else ".tree tbody a")
        assert browser.run("document.documentElement.scrollWidth") <= width
        assert browser.complaints() == []
        assert browser.requests() == set()


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("names", PAGES, ids=" ".join)
def test_axe_finds_nothing(browser: Browser, page: Page, names: tuple[str, ...], dark: bool) -> None:
    axe = os.environ.get("CNNCALC_AXE")
    if not axe:
        pytest.skip("CNNCALC_AXE does not say where axe-core's axe.min.js is")
    for width, anchor in ((360, ""), (1280, "#n1"), (1280, "#d")):
        browser.open(page(*names), width=width, anchor=anchor, dark=dark)
        if width > 600:
            browser.click(".view:not([hidden]) .tree tbody a" if len(names) < 3 or anchor == "#n1" else "#d-title + *")
        browser.driver.execute_script(Path(axe).read_text(encoding="utf-8"))
        browser.driver.set_script_timeout(60)
        found = browser.driver.execute_async_script(AXE)
        assert found == []


def test_names_of_strangers_are_text(browser: Browser, page: Page, tmp_path: Path) -> None:
    layers = [{"op": EVIL, "params": 3, "macs": 5}, {"conv": 4, "kernel": 3, "name": "last"}]
    spec = {"name": EVIL, "input": "8x8x4", "notes": [EVIL], "blocks": {EVIL: ["relu"]}, "layers": [*layers, EVIL]}
    (tmp_path / "evil.yaml").write_text(json.dumps(spec), encoding="utf-8")
    browser.open(page(str(tmp_path / "evil.yaml")))
    browser.click(".tree tbody a")
    assert browser.run("document.title") == EVIL
    assert browser.run("document.querySelectorAll('script').length") == 2
    assert browser.run("document.querySelectorAll('img').length") == 0
    assert browser.complaints() == []


def test_it_prints_every_network_and_no_buttons(browser: Browser, page: Page) -> None:
    browser.open(page("alexnet", "zfnet"))
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.find("#n1 .tiles").is_displayed()
    assert browser.find("#n2 .tiles").is_displayed()
    assert not browser.find("#d .tools button").is_displayed()
    assert not browser.find("nav.views").is_displayed()
    folded = browser.run("[...document.querySelectorAll('tr[hidden]')].filter((row) => row.getClientRects().length)")
    assert folded == []


def test_without_its_script_all_is_there(browser: Browser, page: Page, tmp_path: Path) -> None:
    whole = page("resnet50").read_text(encoding="utf-8")
    plain = tmp_path / "plain.html"
    plain.write_text(whole[: whole.rindex("<script>")], encoding="utf-8")
    browser.open(plain)
    assert len(browser.rows()) > 176
    assert browser.find("[id='n1.conv2_x.conv2_1.conv_a']").is_displayed()
