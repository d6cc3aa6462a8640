"""The pictures of the guides: `.venv/bin/python docs/screenshots.py`, by hand, after the pages have changed.

Starts the demonstration in a folder of its own, which is thrown away afterwards, walks through it as its
people would, and writes small PNG files into docs/pictures/.
"""

import datetime as dt
import io
import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PICTURES = HERE / "pictures"
COLOURS = 48  # enough for flat surfaces and smooth letters
ALL_AT_MOST = 1_500_000  # bytes
DESK, PHONE = (1000, 760), (360, 720)
PRESENT = ("Галина Шевчук", "Тарас Лисенко", "Софія Кравець", "Микола Гнатюк", "Людмила Скрипник")


@dataclass
class Demonstration:
    address: str
    passwords: dict[str, str]
    browser: Browser

    def sign_in(self, who: str, *, size: tuple[int, int] = DESK) -> Page:
        """`who`: the name before the @ of a demo account."""
        page = self.visit("/en/accounts/login/", size=size)
        page.get_by_label("Email").fill(f"{who}@demo.example")
        page.get_by_label("Password").fill(self.passwords[f"{who}@demo.example"])
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="My work", level=1).wait_for()
        return page

    def visit(self, path: str, *, size: tuple[int, int] = DESK) -> Page:
        width, height = size
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(path)
        return page


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with demonstration() as demo:
        filling_in(demo)
        checking_and_publishing(demo)
        coordinating(demo)
        reading(demo)
        administering(demo)
        meeting(demo)
        planning(demo)
        proposing(demo)
    weight = sum(picture.stat().st_size for picture in PICTURES.glob("*.png"))
    print(f"{len(list(PICTURES.glob('*.png')))} pictures, {weight} bytes")
    if weight > ALL_AT_MOST:
        raise SystemExit(f"Together they may weigh {ALL_AT_MOST} bytes.")


def filling_in(demo: Demonstration) -> None:
    """The officer of Velyka Novosilka is in the middle of her report."""
    page = demo.sign_in("nataliia")
    page.get_by_role("link", name="Velyka Novosilka district").first.click()
    keep(page, "officer-tasks", height=900)
    page.get_by_role("link", name="7. Safe dwelling, housing").click()
    page.fill("#id_HOME_BURG", "400")
    page.fill("#id_HOME_SOLVED", "130")
    page.locator("#HOME_BURG_question:visible").wait_for()
    page.locator("#HOME_SOLVED_problem:visible").wait_for()
    page.locator("[data-saved-at][data-state='saved']").wait_for()
    page.set_viewport_size({"width": DESK[0], "height": 1000})
    keep(page, "officer-section", height=1000)


def checking_and_publishing(demo: Demonstration) -> None:
    """The head of police of Novopskov has a report to check."""
    page = demo.sign_in("petro")
    page.get_by_role("link", name="Novopskov district").first.click()
    page.get_by_text("Ask about section 7", exact=True).click()
    page.get_by_label("Your question about section 7,").fill("Twice as many as in summer: is this right?")
    keep(page, "head-question", around="#section-7 h3:last-of-type", height=620)
    page.get_by_role("link", name="All is right: decide who may see what").click()
    keep(page, "head-release", height=1000)
    page.get_by_role("button", name="Save and see what residents will read").click()
    page.get_by_role("heading", name="What residents will read").wait_for()
    keep(page, "head-preview", height=900)


def coordinating(demo: Demonstration) -> None:
    """The coordinator of Donetsk oblast looks where the reports stand, and at one that is missing."""
    page = demo.sign_in("nadiia")
    page.get_by_role("link", name="Open the board").click()
    keep(page, "coordinator-board", height=1900)
    page.get_by_role("link", name="overdue").first.click()
    page.get_by_role("heading", name="Decide").wait_for()
    keep(page, "coordinator-report", height=1100)
    page.goto("/en/work/groups/")
    keep(page, "coordinator-groups", height=700)


def reading(demo: Demonstration) -> None:
    page = demo.visit("/en/communities/novopskov/", size=PHONE)
    page.locator("main h3 a").first.click()
    keep(page, "resident-summary", height=1100)
    keep(page, "resident-section", around="#s5", height=1100)
    page = demo.visit("/", size=DESK)
    keep(page, "resident-home", height=760)


def administering(demo: Demonstration) -> None:
    page = demo.sign_in("admin")
    page.get_by_role("link", name="People, duties and communities").click()
    keep(page, "administrator-index", height=700)
    page = demo.sign_in("petro")
    page.get_by_role("link", name="Who serves in my police").click()
    page.get_by_role("link", name="Hand over").first.click()
    keep(page, "administrator-hand-over", height=760)


def meeting(demo: Demonstration) -> None:
    """The group of Novopskov meets this evening: called, held by the secretary, voted by name on a phone."""
    page = demo.sign_in("mykola", size=PHONE)
    keep(page, "member-desk", height=1100)
    page = demo.sign_in("sofiia")
    page.get_by_role("link", name="Minutes of meeting").first.click()
    keep(page, "secretary-minutes", height=900)
    address = called_for_today(page)
    page.get_by_role("link", name="Hold the meeting").click()
    for name in PRESENT:
        page.locator(".cs-seat", has_text=name).get_by_role("button", name="Present").click()
        page.locator(f".cs-seat--here:has-text('{name}')").wait_for()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    keep(page, "secretary-hold", height=1300)
    page.get_by_role("button", name="Open the meeting").click()
    page.get_by_text("In the chair:").wait_for()
    page.locator("summary", has_text="Vote").first.click()
    page.get_by_label("by name").first.check()
    page.get_by_role("button", name="Open the vote").first.click()
    page.get_by_text("not yet: ").first.wait_for()
    page = demo.sign_in("mykola", size=PHONE)
    page.goto(address)
    page.get_by_role("link", name="Follow the meeting and vote").click()
    page.get_by_role("group", name="Your vote").get_by_role("button", name="For").click()
    page.get_by_text("For: 1,").wait_for()
    keep(page, "member-vote", around="[id^=point-]", height=1100)


def called_for_today(page: Page) -> str:
    """The secretary prepares a meeting and calls it; the address of its page."""
    page.goto("/en/work/meetings/new/novopskov/")
    today = dt.datetime.now(ZoneInfo("Europe/Kyiv"))
    page.get_by_label("Day").fill(f"{today:%d.%m.%Y}")
    page.get_by_label("Begins at").fill("23:45")
    page.get_by_role("button", name="Save and go to the agenda").click()
    page.get_by_role("link", name="Add a point").click()
    page.get_by_label("What is it about?").fill("Світло на вулиці Шкільній")
    page.get_by_role("button", name="Put on the agenda").click()
    page.get_by_role("link", name="Call the meeting").click()
    page.get_by_label("Why is it called at shorter notice?").fill("Аварія на лінії")
    page.get_by_role("button", name="Call the meeting and invite everybody").click()
    page.get_by_role("link", name="Hold the meeting").wait_for()
    return page.url


def planning(demo: Demonstration) -> None:
    """A plan in force, how it goes and how it was approved; another one begun from a template."""
    page = demo.sign_in("sofiia")
    page.goto("/en/work/group/novopskov/plans/")
    page.get_by_role("link", name="План безпеки").first.click()
    page.get_by_role("link", name="Progress", exact=True).click()
    page.get_by_role("heading", name="Progress of the plan").wait_for()
    keep(page, "secretary-progress", height=1000)
    page.get_by_role("navigation").get_by_role("link", name="План безпеки").click()
    page.get_by_role("link", name="Versions and approval").first.click()
    page.get_by_role("heading", name="Versions and approval").wait_for()
    keep(page, "secretary-plan", height=760)
    page = demo.sign_in("mykola", size=PHONE)
    page.goto("/en/work/plans/new/novopskov/")
    page.get_by_label("Title").fill("Безпечні дороги і молодь")
    page.get_by_label("Template: Youth and roads").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="Goals and actions").wait_for()
    keep(page, "member-plan", height=1300)


def proposing(demo: Demonstration) -> None:
    """A resident reads what a meeting decided, and proposes something for the next one."""
    page = demo.visit("/en/communities/novopskov/meetings/1/", size=PHONE)
    keep(page, "resident-meeting", height=900)
    page.goto("/en/communities/novopskov/propose/")
    page.get_by_label("What should be discussed?").fill("Світлофор біля ринку")
    page.get_by_role("button", name="Send to the chair").click()
    page.locator(".meet-receipt").wait_for()
    keep(page, "resident-proposal", height=900)
    page.goto("/en/communities/novopskov/plans/")
    page.locator("main li a").first.click()
    keep(page, "resident-plan", height=1100)


def keep(page: Page, name: str, *, height: int, around: str = "body") -> None:
    """A picture of the page from the top of an element, at most this many pixels high, in few colours."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")  # what sticks to the top stays there
    top = page.locator(around).first.evaluate("element => element.getBoundingClientRect().top + scrollY")
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    start = max(0, int(top) - 16) if around != "body" else 0
    part = whole.crop((0, start, whole.width, min(start + height, whole.height))).convert("RGB")
    part.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)
    print(f"{name}.png")


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """`./run demo` on a copy of this tree; the packages that are installed here are used there."""
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch) / "site"
        site.mkdir()
        copy_tree(site)
        port = free_port()
        server = subprocess.Popen(["./run", "demo", str(port)], cwd=site, stdout=subprocess.PIPE, text=True)
        try:
            wait_for_address(server)
            accounts = json.loads((site / "var" / "demo-accounts.json").read_text(encoding="utf-8"))
            passwords = {account["email"]: account["password"] for account in accounts}
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
                yield Demonstration(f"http://127.0.0.1:{port}", passwords, browser)
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=30)


def copy_tree(target: Path) -> None:
    """The files that git knows or would take; links to the packages."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    for packages in (".venv", "node_modules"):
        (target / packages).symlink_to((ROOT / packages).resolve())


def wait_for_address(server: subprocess.Popen[str]) -> None:
    for line in server.stdout or ():
        if line.startswith("Community Security: http"):
            return
    raise SystemExit("The demonstration did not start; see what it said above.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("Chromium is not installed; ./run browser installs it.")
    return found


if __name__ == "__main__":
    main()
