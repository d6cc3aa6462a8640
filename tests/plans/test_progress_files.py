"""Photos lose everything but the picture, PDFs are only downloaded, and nobody outside sees what nobody looked at."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.db import IntegrityError, transaction
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from plans.actions import progress, progress_files
from plans.actions.progress_files import PDF, CannotKeep, NoRoom, Trouble, clean
from plans.models import Action, ProgressFile
from plans.states import Progress
from tests.plans.conftest import NOW
from tests.plans.making import approve, make_plan

SECRET = b"Kanarka-47"
PDF_FILE = b"%PDF-1.7\n" + SECRET + b"\n%%EOF\n"


def picture(kind="JPEG", *, size=(80, 50), mode="RGB", **saved):
    out = io.BytesIO()
    Image.new(mode, size, "green" if mode != "P" else 3).save(out, kind, **saved)
    return out.getvalue()


def exif():
    found = Image.Exif()
    found[0x010F] = SECRET.decode()  # the maker of the camera
    found[0x0112] = 6  # lies on its side
    found.get_ifd(0x8825)[1] = "N"  # GPS
    return found


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("x.html", SECRET)
    return out.getvalue()


def chunk():
    found = PngInfo()
    found.add_text("Comment", SECRET.decode())
    return found


PICTURES = {
    "exif and gps": picture(exif=exif()),
    "comment": picture(comment=SECRET),
    "profile": picture(icc_profile=SECRET),
    "png text": picture("PNG", pnginfo=chunk()),
    "jpeg and zip": picture() + archive(),
    "png and html": picture("PNG") + b"<script>" + SECRET + b"</script>",
    "jpeg and pdf": picture() + PDF_FILE,
    "see-through": picture("PNG", mode="RGBA"),
    "palette": picture("PNG", mode="P"),
    "grey": picture(mode="L"),
    "cmyk": picture(mode="CMYK"),
}
REFUSED = {
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Trouble.OTHER_KIND),
    "html": (b"<!doctype html><script>1</script>", Trouble.OTHER_KIND),
    "gif": (picture("GIF"), Trouble.OTHER_KIND),
    "bmp": (picture("BMP"), Trouble.OTHER_KIND),
    "tiff": (picture("TIFF"), Trouble.OTHER_KIND),
    "webp": (picture("WEBP"), Trouble.OTHER_KIND),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0", Trouble.OTHER_KIND),
    "zip": (archive(), Trouble.OTHER_KIND),
    "html before pdf": (b"<html>" + PDF_FILE, Trouble.OTHER_KIND),
    "empty": (b"", Trouble.OTHER_KIND),
    "half a jpeg": (picture(size=(900, 900))[:300], Trouble.BROKEN),
    "only a beginning": (b"\xff\xd8\xff" + b"x" * 99, Trouble.BROKEN),
    "png of nothing": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, Trouble.BROKEN),
    "pdf without an end": (b"%PDF-1.7\n" + b"x" * 5000, Trouble.BROKEN),
    "too many points": (picture("PNG", size=(5001, 5000), mode="1"), Trouble.TOO_MANY_POINTS),
    "too large": (b"\xff\xd8\xff" + b"x" * 10_000_000, Trouble.TOO_LARGE),
}


@pytest.mark.parametrize("name", PICTURES)
def test_only_the_picture_is_kept(name):
    found = clean(PICTURES[name], name="../../Моє фото.html\r\nX: y")
    assert SECRET not in found.content
    with Image.open(io.BytesIO(found.content)) as kept:
        assert not kept.getexif()
        assert set(kept.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        assert kept.size == ((50, 80) if name == "exif and gps" else (80, 50))
    assert "/" not in found.name
    assert found.name.endswith((".jpg", ".png"))
    assert found.content_type.removeprefix("image/")[:2] == {"jpg": "jp", "png": "pn"}[found.name[-3:]]


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused(name):
    content, trouble = REFUSED[name]
    with pytest.raises(CannotKeep) as refused:
        clean(content, name="photo.jpg")
    assert refused.value.trouble is trouble


@pytest.fixture
def lamps(cast, group):
    plan = make_plan(group, cast.sofiia)
    approve(plan)
    return plan.actions.get(title="Поставити ліхтарі")


def said(action, by, file, minutes=0):
    at = NOW + dt.timedelta(minutes=minutes)
    return progress.say(action, status=Progress.AS_PLANNED, file=file, by=by, today=at.date(), at=at)


def test_an_action_has_room_for_so_many(cast, lamps, monkeypatch):
    monkeypatch.setattr(progress_files, "MOST_FILES", 2)
    file = clean(PDF_FILE, name="act.pdf")
    for minutes in (0, 1):
        said(lamps, cast.sofiia, file, minutes)
    with pytest.raises(NoRoom):
        said(lamps, cast.sofiia, file, 2)
    assert (ProgressFile.objects.count(), lamps.progress.count()) == (2, 2)


def test_a_file_is_downloaded_in_a_sandbox_by_members_only(client, cast, lamps):
    file = said(lamps, cast.sofiia, clean(PDF_FILE, name="Акт.pdf")).files.get()
    address = f"/en/work/actions/{lamps.pk}/files/{file.pk}/"
    assert client.get(address).status_code == 302
    for who, status in (("olena", 404), ("oksana", 200)):
        client.force_login(getattr(cast, who))
        answer = client.get(address)
        assert answer.status_code == status
    assert answer["Content-Type"] == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    policy = answer["Content-Security-Policy"]
    assert {"sandbox", "default-src 'none'"} <= {each.strip() for each in policy.split(";")}
    assert "'self'" not in policy
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store, private")
    for act in ("show/", "hide/", "remove/"):
        assert client.post(address + act, {"caption": "x"}).status_code == 403


PHOTO = picture(size=(1600, 900))


def test_residents_see_a_photo_when_a_keeper_looked_and_said_what_it_shows(client, cast, lamps):
    file = said(lamps, cast.sofiia, clean(PHOTO, name="IMG_1.jpg")).files.get()
    public = f"/en/communities/novopskov/plans/{lamps.plan_id}/files/{file.pk}/"
    plan = f"/en/communities/novopskov/plans/{lamps.plan_id}/"
    both = (public, public + "small/")
    assert [client.get(path).status_code for path in both] == [404, 404]
    client.force_login(cast.sofiia)
    address = f"/en/work/actions/{lamps.pk}/files/{file.pk}/"
    assert "no positions, posts, cameras" in client.get(address + "show/").content.decode()
    assert client.post(address + "show/", {"caption": " "}).status_code == 422
    assert [client.get(path).status_code for path in both] == [404, 404]
    assert client.post(address + "show/", {"caption": "Lamps by the <school>"}).status_code == 302
    client.logout()
    whole, small = (client.get(path) for path in both)
    assert all("sandbox" in each["Content-Security-Policy"] for each in (whole, small))
    assert "img-src" not in small["Content-Security-Policy"]
    with Image.open(io.BytesIO(small.content)) as drawn:
        assert (drawn.size, drawn.format) == ((480, 360), "JPEG")
        assert len(small.content) < len(whole.content)
    page = client.get(plan).content.decode()
    assert (
        f'<img src="{public}small/" alt="Lamps by the &lt;school&gt;" width="240" height="180" loading="lazy"'
        in page
    )
    assert "IMG_1" not in page  # what the sender called it
    assert client.get(public.replace("novopskov", "popasna")).status_code == 404
    told = json.loads(client.get(plan + "plan.json").content)["standing"]
    assert [each["files"] for each in told if each["files"]] == [
        [
            {
                "link": public.removeprefix("/en"),
                "sent_on": NOW.date().isoformat(),
                "shows": "Lamps by the <school>",
                "type": "image/jpeg",
            }
        ]
    ]
    Action.objects.filter(pk=lamps.pk).update(is_internal=True)  # a draft closes it at once
    assert [client.get(path).status_code for path in both] == [404, 404]
    assert public not in client.get(plan).content.decode()
    Action.objects.filter(pk=lamps.pk).update(is_internal=False)
    client.force_login(cast.sofiia)
    client.post(address + "hide/")
    assert [client.get(path).status_code for path in both] == [404, 404]
    assert public not in client.get(plan).content.decode()
    client.post(address + "remove/")
    assert not ProgressFile.objects.exists()


def test_nothing_of_an_action_for_the_group_only_is_shown(client, cast, lamps):
    """Neither while the version in force says so, nor while a draft does; the database wants words."""
    secret = lamps.plan.actions.get(is_internal=True)
    file = said(secret, cast.sofiia, clean(PDF_FILE, name="act.pdf")).files.get()
    client.force_login(cast.sofiia)
    show = f"/en/work/actions/{secret.pk}/files/{file.pk}/show/"
    for is_internal in (True, False):  # the version in force keeps it inside either way
        Action.objects.filter(pk=secret.pk).update(is_internal=is_internal)
        client.post(show, {"caption": "An exit"})
        assert not ProgressFile.objects.get().is_public
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressFile.objects.update(is_public=True, caption="")
