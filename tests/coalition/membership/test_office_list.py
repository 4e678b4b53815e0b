"""The list of offices is found by name, county and state, and has pages."""

from coalition.membership import office_pages


def _names(page):
    return [cell.get_text(strip=True) for cell in page.soup.select("tbody th")]


def test_offices_are_found_by_name_county_and_state(browser, world, cast):
    world.office("maple", state="WI")
    admin = browser().sign_in(cast.admin)
    assert _names(admin.get("/offices?q=MAPLE+county")) == ["Maple County Attorney"]
    assert _names(admin.get("/offices?state=WI")) == ["Maple County Attorney"]
    assert "No office matches" in admin.get("/offices?state=WI&q=birch").words
    assert len(_names(admin.get("/offices?state=XX"))) == len(_names(admin.get("/offices")))
    for words in ("%", "_", "\0", "'--"):
        assert admin.get("/offices", query_string={"q": words}).status == 200


def test_a_search_within_a_state_stays_there(browser, world, cast):
    world.office("maple", state="WI")
    form = browser().sign_in(cast.admin).get("/offices?state=WI").soup.select_one("main form")
    assert form.select_one("input[name=state]")["value"] == "WI"


def test_a_long_list_of_offices_has_pages(browser, world, cast, monkeypatch):
    monkeypatch.setattr(office_pages, "PAGE", 2)
    for _ in range(3):
        world.office()
    admin = browser().sign_in(cast.admin)
    seen, page = [], admin.get("/offices")
    while True:
        seen += _names(page)
        link = page.soup.select_one("a[rel=next]")
        if link is None:
            break
        page = admin.get(link["href"])
    assert len(seen) == len(set(seen))
    assert f"{len(seen)} offices" in page.words


def test_a_long_list_of_invitations_has_pages(app, browser, world, cast, commit):
    from coalition.access.actor import Role
    from coalition.membership import services

    for number in range(30):
        commit(
            services.invite,
            cast.lead.actor,
            email=f"new{number}@birch.example",
            name=f"New {number}",
            office_id=cast.birch.id,
            role=Role.PROSECUTOR,
        )
    lead = browser().sign_in(cast.lead)
    page = lead.get("/members/invitations")
    assert len(page.soup.select("tbody tr")) == 25
    later = lead.get(page.soup.select_one("a[rel=next]")["href"])
    assert len(later.soup.select("tbody tr")) == 5
    assert "page 2" in later.title
