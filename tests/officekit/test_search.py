import pytest
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from hypothesis import given
from hypothesis import strategies as st

from officekit.search import (
    BigramIndex,
    SearchTextField,
    bigram_index,
    initials,
    normalise,
    search_text,
    tokens,
    words,
)


class Shop(models.Model):  # noqa: DJ008
    name = models.CharField(max_length=200)
    number = models.IntegerField(null=True)
    search_text = SearchTextField(sources=("name", "number"))

    class Meta:
        app_label = "officekit_search"
        indexes = [bigram_index("shop_search")]


@pytest.fixture(scope="module")
def table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Shop)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Shop)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("柳巷街道", ["巷", "巷街", "柳", "柳巷", "街", "街道", "道"]),
        ("Ａb，柳巷", ["a", "ab", "b", "巷", "柳", "柳巷"]),
        (" ，。\x00", []),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("柳巷街道", "lxjd"), ("柳巷5号", "lx5h"), ("abc", ""), ("柳" * 201, ""), ("", "")],
)
def test_initials(text, expected):
    assert initials(text) == expected


def test_search_text_has_the_plain_text_and_its_tokens():
    assert search_text("柳巷", "Ａ\n b") == "柳巷 a b lx\na b l lx x 巷 柳 柳巷"


def test_normalise_strips_what_cannot_be_stored():
    assert normalise("a\x00\ud800Ｂ\u3000\r\nc") == "ab c"


def test_words_are_few_and_short():
    assert words("一 二 二 三 四 五 六") == ["一", "二", "三", "四", "五"]
    assert words("长" * 1000) == ["长" * 100]
    assert words(" \x00 ") == []


def test_field_writes_itself_into_migrations():
    code, _ = MigrationWriter.serialize(SearchTextField(sources=["name"]))

    assert code == "officekit.search.SearchTextField(sources=('name',))"


def test_field_reports_unknown_sources():
    class Wrong(models.Model):  # noqa: DJ008
        search_text = SearchTextField(sources=("nmae",))

        class Meta:
            app_label = "officekit_search_wrong"

    assert [error.id for error in Wrong.check() if "nmae" in error.msg] == ["search.E1"]


def test_index_writes_itself_into_migrations():
    code, _ = MigrationWriter.serialize(bigram_index("shop_search"))

    assert code == "officekit.search.BigramIndex(fields=['search_text'], name='shop_search')"
    assert bigram_index("a") == BigramIndex(fields=["search_text"], name="a")


def found(query):
    return list(Shop.objects.filter(search_text__has=query).order_by("pk"))


@pytest.mark.django_db
@pytest.mark.usefixtures("table")
class TestInTheDatabase:
    @pytest.mark.parametrize(
        "query",
        [
            "柳", "柳巷", "柳巷街道", "街道 柳巷", "LXJD", "lx", "ＡＢ", "100%", "%", "a_b", "\\", "12",
            "'", "街道(东)", "(", "柳巷\x00街道",
        ],
    )  # fmt: skip
    def test_a_word_of_the_text_finds_it(self, query):
        shop = Shop.objects.create(name="柳巷街道（东） AB 100% a_b \\ '", number=12)
        Shop.objects.create(name="示例")

        assert found(query) == [shop]

    @pytest.mark.parametrize(
        "query",
        [
            "巷柳",
            "柳街",
            "柳巷 北",
            "a%b",
            "axb_",
            "1_0",
            "",
            " ",
            "\x00",
            "北" * 500,
            "13",
            "道东",
            "lxjb",
        ],
    )
    def test_what_is_not_in_the_text_does_not_find_it(self, query):
        Shop.objects.create(name="柳巷街道（东） AB 100% a_b \\ '", number=12)

        assert found(query) == []

    def test_words_are_found_whole_and_not_by_their_bigrams(self):
        Shop.objects.create(name="柳巷街 街道")

        assert found("柳巷街道") == []

    def test_exclude_is_the_opposite(self):
        here, there = Shop.objects.create(name="柳巷"), Shop.objects.create(name="示例")

        assert Shop.objects.exclude(search_text__has="柳巷").get() == there
        assert set(Shop.objects.exclude(search_text__has="")) == {here, there}

    def test_text_follows_the_sources(self):
        shop = Shop.objects.create(name="柳巷")
        shop.name = "示例"
        shop.save()

        assert (found("柳巷"), found("示例")) == ([], [shop])

    def test_bulk_create_fills_it(self):
        Shop.objects.bulk_create([Shop(name="柳巷"), Shop(name="示例")])

        assert [shop.name for shop in found("sl")] == ["示例"]

    def test_index_comes_and_goes(self):
        index = bigram_index("shop_again")
        if connection.vendor != "postgresql":
            editor = connection.schema_editor(collect_sql=True)
            editor.add_index(Shop, index)
            editor.remove_index(Shop, index)
            assert editor.collected_sql == ["-- shop_again: PostgreSQL only;"] * 2
            return
        with connection.schema_editor() as editor:
            editor.add_index(Shop, index)
            editor.remove_index(Shop, index)

    def test_postgresql_uses_the_index(self):
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        for query in ("柳", "柳巷", "柳巷街道 示例", "lxjd"):
            assert "shop_search" in Shop.objects.filter(search_text__has=query).explain()

    @pytest.mark.parametrize("query", ["甲", "甲骨", "甲骨文", "示例 甲骨"])
    def test_postgresql_finds_rare_words_of_a_sorted_list_through_the_index(self, query):
        if connection.vendor != "postgresql":
            return
        syllables = "柳巷街道社区党建联盟停车供暖义诊老旧小区"
        pairs = [a + b for a in syllables for b in syllables]
        Shop.objects.bulk_create(Shop(name=pair + other) for pair in pairs for other in pairs[::9])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE officekit_search_shop")

        plan = Shop.objects.filter(search_text__has=query).order_by("-pk")[:20].explain()

        assert "shop_search" in plan


@given(st.text(), st.text(max_size=20))
def test_any_text_and_query_agree_with_the_plain_text(text, query):
    """What PostgreSQL asks of the tokens follows from what SQLite asks of the text."""
    plain, _, held = search_text(text).partition("\n")

    for word in words(query):
        if word in plain:
            assert set(tokens(word)) <= set(held.split(" "))
