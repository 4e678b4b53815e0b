"""Bad input, tried without sight of the detectors: a finding over all of it, or a clear refusal."""

import pytest

from coalition.deidentify import TextTooLong, find_identifiers
from coalition.deidentify.normalise import Folded

SSN, PHONE, MAIL = "328-74-1096", "612-555-0148", "m.gonz@da.example"


def all_found(text, *targets, use_model=False):
    """Whether every letter and digit of the targets lies in some finding."""
    found = find_identifiers(text, use_model=use_model)
    inside = {at for each in found for at in range(each.start, each.end)}
    for target in targets:
        start = text.index(target)
        places = range(start, start + len(target))
        if not all(at in inside for at in places if text[at].isalnum()):
            return False
    return True


def hidden_in(value, character):
    """The value with a character that is not seen after its third and its seventh."""
    return value[:3] + character + value[3:7] + character + value[7:]


UNSEEN = {
    "NUL": "\x00",
    "backspace": "\x08",
    "delete": "\x7f",
    "soft hyphen": "\u00ad",
    "combining grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Mongolian vowel separator": "\u180e",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "word joiner": "\u2060",
    "invisible times": "\u2062",
    "left-to-right isolate": "\u2066",
    "deprecated format character": "\u206a",
    "variation selector": "\ufe0f",
    "byte order mark": "\ufeff",
    "interlinear annotation": "\ufff9",
    "tag character": "\U000e0041",
}


@pytest.mark.parametrize("text", ["", " ", "\n" * 1000, "\x00", "\ud800", "\u202e"])
def test_where_there_is_nothing_nothing_is_found(text):
    assert find_identifiers(text, use_model=False) == []


def test_a_text_of_a_million_characters_is_refused_with_the_limit():
    with pytest.raises(TextTooLong, match="400,000 characters"):
        find_identifiers("a" * 1_000_000)


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN.keys())
@pytest.mark.parametrize("value", [SSN, PHONE, MAIL])
def test_a_character_that_is_not_seen_hides_no_number_and_no_address(value, character):
    hidden = hidden_in(value, character)
    assert all_found(f"Written on the form: {hidden} was his.", hidden)


@pytest.mark.parametrize("dash", "‐‑‒–—−﹣－")
@pytest.mark.parametrize("value", [SSN, PHONE])
def test_any_dash_parts_a_number_as_the_plain_one_does(value, dash):
    written = value.replace("-", dash)
    assert all_found(f"Form: {written} was his.", written)


@pytest.mark.parametrize("blank", ["\u00a0", "\u2009", "\u202f", "\u3000", "\t"])
def test_any_blank_parts_a_labelled_number(blank):
    number = SSN.replace("-", blank)
    phone = PHONE.replace("-", blank)
    assert all_found(f"SSN {number}, phone {phone}.", number, phone)


@pytest.mark.parametrize("zero", [0x660, 0x6F0, 0x966, 0x1D7CE, 0x1D7D8, 0xFF10])
@pytest.mark.parametrize("value", [SSN, PHONE])
def test_digits_of_other_scripts_are_digits(value, zero):
    written = "".join(chr(zero + int(each)) if each.isdigit() else each for each in value)
    assert all_found(f"Form: {written} was his.", written)


def test_wide_letters_are_letters():
    wide = "".join(chr(ord(each) + 0xFEE0) for each in MAIL)
    assert all_found(f"Mail to {wide} now.", wide)


@pytest.mark.parametrize("text", [f"{'x ' * 9500}SSN {SSN}", f"{'1234567890 ' * 500}SSN {SSN}"])
def test_what_stands_at_the_end_of_a_long_text_is_found(text):
    assert all_found(text, SSN)


@pytest.mark.parametrize("character", ["\ufdfa", "\ufdfb", "\u33ae", "\ufb03", "\u2a74"])
def test_a_character_that_stands_for_a_phrase_makes_no_short_text_long(character):
    assert all(len(view.text) <= 8 * 100 for view in Folded.of(character * 100).views())


def test_what_follows_such_a_character_is_found_where_it_stands():
    assert all_found(f"\ufdfa SSN {SSN}", SSN)


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN.keys())
def test_a_character_that_is_not_seen_hides_no_name(character):
    hidden = f"Ma{character}ria Gon{character}zalez"
    assert all_found(f"Officer {hidden} arrived at noon.", hidden)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Officer Maria\nGonzalez came.", ["Maria\nGonzalez"]),
        ("Officer Maria\r\n    Gonzalez came.", ["Maria\r\n    Gonzalez"]),
        ("> Officer Maria\n> Gonzalez came.", ["Maria", "Gonzalez"]),
        ("Investigator Delphine Mont-\ngomery came.", ["Delphine Mont-\ngomery"]),
        ("Witness Gonzalez-\nLopez came.", ["Gonzalez-\nLopez"]),
    ],
)
def test_a_name_goes_on_over_the_end_of_a_line(text, targets):
    assert all_found(text, *targets)


@pytest.mark.parametrize("blank", ["\u00a0", "\u2009", "\u202f", "\u3000", "\t"])
def test_any_blank_may_stand_between_names(blank):
    assert all_found(f"Officer Maria{blank}Gonzalez came.", f"Maria{blank}Gonzalez")


@pytest.mark.parametrize("name", ["maria gonzalez", "hodan farah", "thanh pham"])
@pytest.mark.parametrize("before", ["officer", "i talked to witness"])
def test_a_name_in_lower_case_is_found_after_a_role(before, name):
    assert all_found(f"{before} {name} said he left", name)


@pytest.mark.parametrize("name", ["MARIA GONZALEZ", "HODAN FARAH", "THANH PHAM"])
def test_a_name_in_a_report_all_in_capitals_is_found(name):
    assert all_found(f"OFFICER {name} SAID HE LEFT AT NOON.", name)
    first, last = name.split()
    assert all_found(f"{last}, {first} L. STATED SHE SAW IT", last, first)


@pytest.mark.parametrize(
    "name",
    [
        "Мария Гонсалес",
        "محمد العلي",
        "王小明",
        "김민준",
        "田中太郎",
        "ዮሐንስ ተስፋ",
        "משה לוי",
        "Γιώργος Παπάς",
        "សុខ ចាន់",
        "राजेश कुमार",
        "สมชาย ใจดี",
        "Արամ Պետրոսյան",
    ],
)
def test_a_name_in_another_script_is_found(name):
    assert all_found(f"The witness {name} called.", name)
    assert all_found(f"Later {name} drove away.", name)


@pytest.mark.parametrize(
    "name",
    [
        "Mаriа Gоnzаlеz",
        "Μαria Gοnzalez",
        "Ｍａｒｉａ Ｇｏｎｚａｌｅｚ",
        "𝐌𝐚𝐫𝐢𝐚 𝐆𝐨𝐧𝐳𝐚𝐥𝐞𝐳",
        "Maŕia González",
        "Mari\u0301a Gonza\u0301lez",
        "M\u0335a\u0334r\u0336i\u0337a\u0338 Gonzalez",
        "Wi11iam Krause",
        "Ngô Đình Khôi",
        "Łukasz Żółć",
    ],
)
def test_letters_that_look_like_others_hide_no_name(name):
    assert all_found(f"Officer {name} arrived.", name)


@pytest.mark.parametrize(("before", "after"), ["\u202e\u202c", "\u202b\u202c", "\u2067\u2069"])
def test_the_direction_of_writing_hides_nothing(before, after):
    text = f"Officer {before}Maria Gonzalez{after}, SSN {before}{SSN}{after}."
    assert all_found(text, "Maria Gonzalez", SSN)


def test_what_is_shown_backwards_is_found_as_it_shows():
    assert all_found(f"SSN \u202e{SSN[::-1]}\u202c now.", SSN[::-1])
    name = "Maria Gonzalez"[::-1]
    assert all_found(f"Witness \u202e{name}\u202c called.", name)


@pytest.mark.parametrize("mark", ["**", "*", "_", "`", "~~"])
def test_markup_hides_no_name(mark):
    marked = f"{mark}Maria{mark} {mark}Gonzalez{mark}"
    assert all_found(f"Witness {marked} called.", marked)
    assert all_found(f"Witness {mark}Ma{mark}ria Gonzalez called.", f"Ma{mark}ria Gonzalez")


@pytest.mark.parametrize(
    "written", ["SSN 328\\-74\\-1096", "SSN **328**-74-1096", "SSN 328&#45;74&#45;1096"]
)
def test_markup_hides_no_number(written):
    assert all_found(f"Her {written}.", written.removeprefix("SSN "))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Tel. 6l2-555-Ol48", "6l2-555-Ol48"),
        ("0fficer Carmen lbarra arrived.", "Carmen lbarra"),
        ("Vict im: SANTlAGO, LUlS", "SANTlAGO, LUlS"),
        ("Sw0rn by Officer Phil Gr0gan.", "Phil Gr0gan"),
    ],
)
def test_noise_of_a_scan_hides_nothing(text, target):
    assert all_found(text, target)


def test_a_file_name_with_a_name_is_no_hiding_place():
    assert all_found("See Maria_Gonzalez_statement.pdf", "Maria_Gonzalez")


@pytest.mark.parametrize("text", ["The Church of the", "She works at the School of the", "of the"])
def test_a_text_that_breaks_off_in_a_name_is_read_to_its_end(text):
    assert isinstance(find_identifiers(text, use_model=False), list)
