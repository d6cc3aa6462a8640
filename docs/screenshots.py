"""The pictures of the guides: `.venv/bin/python docs/screenshots.py`, by hand, after the pages have changed.

Builds the demonstration in a folder of its own, which is thrown away afterwards. Walks through one copy of it
in English and through another in Ukrainian, as its people would, and writes small PNG files into
docs/pictures/ and docs/uk/pictures/. With `uk` or `en` behind it only that language.
"""

import datetime as dt
import io
import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PICTURES = {"en": HERE / "pictures", "uk": HERE / "uk" / "pictures"}
COLOURS = 48  # enough for flat surfaces and smooth letters
ALL_AT_MOST = 1_000_000  # bytes of one language
BELOW_THE_HEADER = ".cs-crumbs, main"
DESK, PHONE = (1000, 760), (360, 720)
PRESENT = ("Галина Шевчук", "Тарас Лисенко", "Софія Кравець", "Микола Гнатюк", "Людмила Скрипник")


@dataclass
class Demonstration:
    address: str
    language: str
    passwords: dict[str, str]
    browser: Browser
    catalogue: Catalog

    @property
    def front(self) -> str:
        """What every address of this language begins with."""
        return "" if self.language == "uk" else f"/{self.language}"

    def word(self, english: str, *, context: str | None = None, **places: object) -> str:
        """What stands on the screen; `places` go where the sentence has `%(name)s`."""
        found = self.catalogue.get(english, context) if self.language == "uk" else None
        if self.language == "uk" and not (found and found.string):
            raise SystemExit(f"No page says “{english}”.")
        said = str(found.string) if found else english
        return said % places if places else said

    def sign_in(self, who: str, *, size: tuple[int, int] = DESK) -> Page:
        """`who`: the name before the @ of a demo account."""
        page = self.visit("/accounts/login/", size=size)
        page.fill("[name=login]", f"{who}@demo.example")
        page.fill("[name=password]", self.passwords[f"{who}@demo.example"])
        page.get_by_role("button", name=self.word("Sign in")).click()
        page.get_by_role("heading", name=self.word("My work"), level=1).wait_for()
        return page

    def visit(self, path: str, *, size: tuple[int, int] = DESK) -> Page:
        width, height = size
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.set_default_timeout(90_000)  # a machine that does something else as well
        page = context.new_page()
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        page.goto(f"{self.front}{path}")

    def follow(self, page: Page, english: str, *, exact: bool = False) -> None:
        page.get_by_role("link", name=self.word(english), exact=exact).first.click()

    def press(self, page: Page, english: str) -> None:
        page.get_by_role("button", name=self.word(english)).first.click()

    def keep(self, page: Page, name: str, *, height: int, around: str = BELOW_THE_HEADER) -> None:
        keep(page, PICTURES[self.language] / f"{name}.png", height=height, around=around)


def main() -> None:
    with built() as site, sync_playwright() as playwright:
        for language in sys.argv[1:] or PICTURES:
            folder = PICTURES[language]
            folder.mkdir(exist_ok=True)
            for old in folder.glob("*.png"):
                old.unlink()
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            with demonstration(site, language=language, browser=browser) as demo:
                walk(demo)
            browser.close()
            weight = sum(picture.stat().st_size for picture in folder.glob("*.png"))
            print(f"{len(list(folder.glob('*.png')))} pictures, {weight} bytes")
            if weight > ALL_AT_MOST:
                raise SystemExit(f"Together they may weigh {ALL_AT_MOST} bytes.")


def walk(demo: Demonstration) -> None:
    filling_in(demo)
    checking_and_publishing(demo)
    coordinating(demo)
    reading(demo)
    administering(demo)
    asking(demo)
    meeting(demo)
    planning(demo)
    proposing(demo)


def filling_in(demo: Demonstration) -> None:
    """The officer of Velyka Novosilka is in the middle of her report."""
    page = demo.sign_in("nataliia")
    page.locator("main a[href*='/work/reports/']").first.click()
    demo.keep(page, "officer-tasks", around=".cs-tasks", height=1000)
    page.locator("main a[href$='/sections/7/']").click()
    page.fill("#id_HOME_BURG", "400")
    page.fill("#id_HOME_SOLVED", "130")
    page.locator("#HOME_BURG_question:visible").wait_for()
    page.locator("#HOME_SOLVED_problem:visible").wait_for()
    page.locator("[data-saved-at][data-state='saved']").wait_for()
    page.set_viewport_size({"width": DESK[0], "height": 1000})
    demo.keep(page, "officer-section", height=1000, around="body")


def checking_and_publishing(demo: Demonstration) -> None:
    """The head of police of Novopskov has a report to check."""
    page = demo.sign_in("petro")
    page.locator("main a[href$='/check/']").first.click()
    page.get_by_text(demo.word("Ask about section %(number)s", number=7), exact=True).click()
    question = {
        "en": "Twice as many as in summer: is this right?",
        "uk": "Удвічі більше, ніж улітку: це правильно?",
    }
    page.locator("textarea:visible").first.fill(question[demo.language])
    demo.keep(page, "head-question", around="#section-7 h3:last-of-type", height=520)
    demo.follow(page, "All is right: decide who may see what")
    demo.keep(page, "head-release", height=1000)
    demo.press(page, "Save and see what residents will read")
    page.get_by_role("heading", name=demo.word("What residents will read")).wait_for()
    demo.keep(page, "head-preview", height=900)


def coordinating(demo: Demonstration) -> None:
    """The coordinator of Donetsk oblast looks where the reports stand, and at one that is missing."""
    page = demo.sign_in("nadiia")
    demo.follow(page, "Open the board")
    demo.keep(page, "coordinator-board", height=1900)
    page.locator("main td a", has_text=demo.word("overdue")).first.click()
    page.get_by_role("heading", name=demo.word("Decide")).wait_for()
    demo.keep(page, "coordinator-report", height=1100)
    demo.go(page, "/work/groups/")
    demo.keep(page, "coordinator-groups", height=700)


def reading(demo: Demonstration) -> None:
    page = demo.visit("/communities/novopskov/", size=PHONE)
    page.locator("main h3 a").first.click()
    demo.keep(page, "resident-summary", height=1100)
    demo.keep(page, "resident-section", around="#s5", height=1100)
    page = demo.visit("/", size=DESK)
    demo.keep(page, "resident-home", height=760, around="body")


def administering(demo: Demonstration) -> None:
    page = demo.sign_in("admin")
    demo.follow(page, "People, duties and communities")
    demo.keep(page, "administrator-index", height=700)
    page = demo.sign_in("petro")
    demo.follow(page, "Who serves in my police: hand over or end a duty")
    demo.follow(page, "Hand over")
    demo.keep(page, "administrator-hand-over", height=760)


def asking(demo: Demonstration) -> None:
    """The surveys of an analyst, and what residents read of one."""
    page = demo.sign_in("yurii")
    demo.follow(page, "Open my surveys")
    demo.keep(page, "analyst-waves", height=760)
    page = demo.visit("/communities/novopskov/surveys/pilots-2019/", size=DESK)
    demo.keep(page, "resident-survey", around="main h2", height=900)


def meeting(demo: Demonstration) -> None:
    """The group of Novopskov meets this evening: called, held by the secretary, voted by name on a phone."""
    page = demo.sign_in("mykola", size=PHONE)
    demo.keep(page, "member-desk", height=1100)
    page = demo.sign_in("sofiia")
    page.locator("main a[href$='/minutes/']").first.click()
    demo.keep(page, "secretary-minutes", height=900)
    demo.follow(page, "The votes were recorded wrongly")
    page.locator("main form input:visible").nth(0).fill("6")
    page.locator("main form input:visible").nth(1).fill("1")
    demo.keep(page, "secretary-fact", around="main h1", height=900)
    address = called_for_today(demo, page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    demo.keep(page, "secretary-invitations", around="#not-reached", height=1300)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    demo.follow(page, "Hold the meeting")
    for name in PRESENT:
        page.locator(".cs-seat", has_text=name).locator("[value=present]").click()
        page.locator(f".cs-seat--here:has-text('{name}')").wait_for()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    demo.keep(page, "secretary-hold", height=1300)
    demo.press(page, "Open the meeting")
    page.get_by_text(demo.word("In the chair: %(who)s", who=PRESENT[0])).first.wait_for()
    page.locator("details[id^=new-vote-] > summary").first.click()
    page.locator("[value=by_name]").first.check()
    demo.press(page, "Open the vote")
    page.locator("summary", has_text=demo.word("Withdraw this vote")).first.wait_for()
    page = demo.sign_in("mykola", size=PHONE)
    page.goto(address)
    demo.follow(page, "Follow the meeting and vote")
    mine = page.get_by_role("group", name=demo.word("Your vote"))
    mine.get_by_role("button", name=demo.word("For")).first.click()
    mine.locator("[aria-pressed=true]").wait_for()
    demo.keep(page, "member-vote", around="[id^=point-]", height=1100)


def called_for_today(demo: Demonstration, page: Page) -> str:
    """The secretary prepares a meeting and calls it; the address of its page."""
    demo.go(page, "/work/meetings/new/novopskov/")
    today = dt.datetime.now(ZoneInfo("Europe/Kyiv"))
    page.get_by_label(demo.word("Day"), exact=True).fill(f"{today:%d.%m.%Y}")
    page.get_by_label(demo.word("Begins at")).fill("23:45")
    demo.press(page, "Save and go to the agenda")
    demo.follow(page, "Add a point")
    page.get_by_label(demo.word("What is it about?")).fill("Світло на вулиці Шкільній")
    demo.press(page, "Put on the agenda")
    demo.follow(page, "Call the meeting")
    page.get_by_label(demo.word("Why is it called at shorter notice?")).fill("Аварія на лінії")
    demo.press(page, "Call the meeting and invite everybody")
    page.get_by_role("link", name=demo.word("Hold the meeting")).wait_for()
    return page.url


def planning(demo: Demonstration) -> None:
    """A plan in force, how it goes and how it was approved; another one begun from a template."""
    page = demo.sign_in("sofiia")
    demo.go(page, "/work/group/novopskov/plans/")
    page.get_by_role("link", name="План безпеки").first.click()
    demo.follow(page, "Progress", exact=True)
    page.get_by_role("heading", name=demo.word("Progress of the plan")).wait_for()
    demo.keep(page, "secretary-progress", height=1000)
    page.get_by_role("navigation").get_by_role("link", name="План безпеки").click()
    demo.follow(page, "Versions and approval")
    page.get_by_role("heading", name=demo.word("Versions and approval")).wait_for()
    demo.keep(page, "secretary-plan", height=760)
    page = demo.sign_in("mykola", size=PHONE)
    demo.go(page, "/work/plans/new/novopskov/")
    page.get_by_label(demo.word("Title"), exact=True).fill("Безпечні дороги і молодь")
    template = {"en": "Youth and roads", "uk": "Молодь і дороги"}[demo.language]
    page.get_by_label(demo.word("Template: %(name)s", name=template)).check()
    demo.press(page, "Begin")
    page.get_by_role("heading", name=demo.word("Goals and actions")).wait_for()
    demo.keep(page, "member-plan", height=1300)
    page.locator("main a[href*='/goal-']").first.click()
    page.locator("form[data-autosave] textarea").first.fill("Два переходи біля школи, уранці та вдень.")
    page.locator("[data-saved-at][data-state='saved']").wait_for()
    page.set_viewport_size({"width": PHONE[0], "height": 1600})  # what sticks to the bottom stays there
    demo.keep(page, "member-part", height=1300)


def proposing(demo: Demonstration) -> None:
    """A resident reads what a meeting decided, and proposes something for the next one."""
    page = demo.visit("/communities/novopskov/meetings/1/", size=PHONE)
    demo.keep(page, "resident-meeting", height=900)
    demo.go(page, "/communities/novopskov/propose/")
    page.get_by_label(demo.word("What should be discussed?")).fill("Світлофор біля ринку")
    demo.press(page, "Send to the chair")
    page.locator(".meet-receipt").wait_for()
    demo.keep(page, "resident-proposal", height=900)
    demo.go(page, "/communities/novopskov/plans/")
    page.locator("main li a").first.click()
    demo.keep(page, "resident-plan", height=1100)
    demo.keep(page, "resident-helped", around=".plan-helped", height=1100)


def keep(page: Page, picture: Path, *, height: int, around: str) -> None:
    """A picture of the page from the top of an element, at most this many pixels high, in few colours."""
    page.wait_for_load_state("networkidle")
    page.evaluate("for (const one of document.images) one.loading = 'eager'")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")  # what sticks to the top stays there
    page.wait_for_load_state("networkidle")
    top = page.locator(around).first.evaluate("element => element.getBoundingClientRect().top + scrollY")
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    start = max(0, int(top) - 16) if around != "body" else 0
    part = whole.crop((0, start, whole.width, min(start + height, whole.height))).convert("RGB")
    part.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
    print(picture.relative_to(HERE))


@contextmanager
def built() -> Iterator[Path]:
    """The demonstration as `./run demo` makes it of this tree, with the packages that are installed here."""
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch) / "site"
        site.mkdir()
        copy_tree(site)
        with served(site):
            pass
        yield site


@contextmanager
def demonstration(site: Path, *, language: str, browser: Browser) -> Iterator[Demonstration]:
    """A copy of what was built: what one walk does, the next one does not find done."""
    own = site.with_name(language)
    shutil.copytree(site, own, symlinks=True)
    accounts = json.loads((own / "var" / "demo-accounts.json").read_text(encoding="utf-8"))
    passwords = {account["email"]: account["password"] for account in accounts}
    with (ROOT / "locale/uk/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="uk")
    with served(own) as address:
        yield Demonstration(address, language, passwords, browser, catalogue)


@contextmanager
def served(site: Path) -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(["./run", "demo", str(port)], cwd=site, stdout=subprocess.PIPE, text=True)
    try:
        wait_for_address(server)
        yield f"http://127.0.0.1:{port}"
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
