"""An encoding is read rightly or asked for; a wrong one is never taken."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.intake.sources.letters import SUPERSETS, guess_letters
from shortlist.model.fields import Field

TEXTS = {
    "cp1250": "Kraków|Łódź|Wrocław|Częstochowa|Spółka Akcyjna|Plzeň|České Budějovice|Škoda|Košice|Žilina|Győr|Székesfehérvár|Timişoara|Zagreb Šećer",
    "cp1251": "Москва|Нижний Новгород|Северная мельница|общество с ограниченной ответственностью|Київ|Львів|София|Београд|ЗАВОД",
    "koi8_r": "Москва|Нижний Новгород|Северная мельница|Казань|Общество|Екатеринбург|ЗАВОД",
    "cp1252": "Zürich|Málaga|Besançon|Göteborg|São Paulo|Société générale|où|Genève|Århus|Köln|España|Malmö|L’Oréal",
    "iso8859_2": "Škoda Plzeň|Žďár Těšín|Łódź|Częstochowa Śródmieście|Šumperk|Žilina|Ľubica Ťahanovce|Ústí nad Labem|Świętokrzyska",
    "cp850": "Müller & Söhne|Großmann|Zürich|Málaga|Besançon|São Paulo|Société générale|Köln|España",
    "cp437": "Müller & Söhne|Großmann|Café Élan|Zürich|Besançon|Köln|España",
    "cp852": "Kraków|Łódź|Wrocław Spółka|Częstochowa|Škoda Plzeň|České Budějovice|Székesfehérvár",
    "cp1253": "Αθήνα|Θεσσαλονίκη|Ελληνικά Πετρέλαια|Πάτρα|ΑΘΗΝΑ",
    "cp1254": "İstanbul|Eskişehir|Türkiye Şişe ve Cam|Diyarbakır|Şanlıurfa|Muğla|Çağrı Gıda",
    "cp1255": "בנק הפועלים|תל אביב|ירושלים|חיפה",
    "cp1256": "شركة الاتصالات|الرياض|القاهرة|جدة",
    "cp1257": "Vilnius Šiauliai|Klaipėda|Panevėžys|Rīga|Liepāja|Jēkabpils|Tõstamaa|Lietuvos geležinkeliai",
    "gb18030": "北京贸易公司|上海市|深圳|重庆|张三|广州白云电器|中信银行",
    "big5": "北方機械股份有限公司|台北市|高雄|臺中|新竹科學園區|精密工業有限公司|統一企業",
    "shift_jis": "株式会社日立製作所|東京都|大阪|トヨタ自動車|みずほ銀行|名古屋市",
    "euc_kr": "삼성전자 주식회사|서울특별시|부산|현대자동차|대구광역시|한국전력",
}


@pytest.mark.quick(3)
@pytest.mark.parametrize("encoding", TEXTS)
def test_right_or_asked(encoding: str) -> None:
    random, texts, right = Random(3), TEXTS[encoding].split("|"), 0
    for size in [1] * 20 + [2] * 20 + [3] * 20 + [len(texts)] * 20:
        words = [
            f"{random.choice(['A1,', '', 'x;'])}{word}, {random.choice(['Ltd', '5', ''])}"
            for word in random.sample(texts, size)
        ]
        data = "\n".join(words).encode(encoding, "replace")
        guess = guess_letters(data)
        told = [data.decode(name, "replace") for name in guess.encodings]
        if len(told) == 1:
            assert told[0] == data.decode(SUPERSETS.get(encoding, encoding)), (words, guess)
            right += 1
    assert right >= 20


def test_the_question_shows_what_each_would_make(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("id,name,country\nA1,Győr,Hungary\n".encode("cp1250"))
    fields = {"country": Field("country", "country")}
    with pytest.raises(ListError) as asked:
        read_list(str(path), fields)
    said = asked.value.problems[0].text
    assert all(word in text for text in (said.en, said.zh) for word in ("Győr", "Gyõr", "--encoding cp1250"))
    with read_list(str(path), fields, ReadOptions(encoding="cp1250")) as intake:
        assert intake.frame.collect()["name"].to_list() == ["Győr"]


@pytest.mark.parametrize("name", ["list.csv", "list.jsonl"])
def test_what_was_guessed_is_said(tmp_path: Path, name: str) -> None:
    text = TEXTS["big5"].split("|")[0]
    line = f'{{"id": "A1", "name": "{text}"}}\n' if name.endswith("l") else f"id,name\nA1,{text}\n"
    (tmp_path / name).write_bytes(line.encode("big5"))
    with read_list(str(tmp_path / name), {}) as intake:
        assert intake.frame.collect()["name"].to_list() == [text]
        assert ["Big5" in note.text.en for note in intake.notes] == [True]


@pytest.mark.parametrize("city", ["São Paulo", "João Pessoa", "Mãe Preta", "Leões de São João"])
def test_a_few_words_settle_what_cannot_be_central_european(city: str) -> None:
    words = f"Köln\nZürich\nMünchen\n{city}"
    assert guess_letters(words.encode("cp1252")).encodings == ("cp1252",)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "words", ["Müller|Café", "São Paulo|Straße", "北京贸易公司|上海市", "Škoda|œuvre", "“Best”|€ 5"]
)
def test_utf8_that_was_encoded_twice_is_said(tmp_path: Path, words: str, encoding: str) -> None:
    twice = []
    for word in words.split("|"):
        letters = (bytes([byte]) for byte in word.encode())
        twice.append("".join(one.decode("latin-1" if one in b"\x81\x8d\x8f\x90\x9d" else encoding) for one in letters))
    path = tmp_path / "list.csv"
    path.write_text("id,name\n" + "".join(f'A{n},"{word}"\n' for n, word in enumerate(twice)), "utf-8")
    with read_list(str(path), {}) as intake:
        said = intake.notes[0].text
    first = words.split("|")[0].split()[0].strip('"')
    assert "written as UTF-8 twice" in said.en and first[:3] in said.en and "UTF-8" in said.zh


@pytest.mark.parametrize(
    "word", ["Müller", "Ãngelo", "Âncora São Tomé", "北京", "Ä–Ö", "CAFÉ®", "à côté", "Español™", "ĄÄÖ"]
)
def test_plain_utf8_is_not_said_to_be_encoded_twice(tmp_path: Path, word: str) -> None:
    (tmp_path / "list.csv").write_text(f"id,name\nA1,{word}\nA2,{word} Ltd\n", "utf-8")
    with read_list(str(tmp_path / "list.csv"), {}) as intake:
        assert not [note for note in intake.notes if "twice" in note.text.en]
