from officekit.diffs import CHANGED, GONE, NEW, SAME, DiffLine, diff_words


def test_diff_tells_what_stayed_and_what_is_new():
    assert diff_words("一\n三", "一\n三\n四") == [
        DiffLine(SAME, "一"),
        DiffLine(SAME, "三"),
        DiffLine(NEW, "四"),
    ]


def test_reworded_line_tells_which_words():
    changed, new = diff_words(
        "划定车位 24 个，下月完成。", "划定车位 30 个，下月完成。\n错峰停车。"
    )

    assert (changed.kind, changed.text) == (CHANGED, "划定车位 30 个，下月完成。")
    assert changed.parts == (
        (SAME, "划定车位 "),
        (GONE, "24"),
        (NEW, "30"),
        (SAME, " 个，下月完成。"),
    )
    assert new == DiffLine(NEW, "错峰停车。")


def test_line_that_is_another_one_is_not_called_reworded():
    assert diff_words("一\n清雪\n三", "一\n两\n三") == [
        DiffLine(SAME, "一"),
        DiffLine(NEW, "两"),
        DiffLine(GONE, "清雪"),
        DiffLine(SAME, "三"),
    ]


def test_line_before_a_reworded_one_is_gone_where_it_stood():
    lines = diff_words("清雪。\n划定车位 24 个。", "划定车位 30 个。")

    assert [line.kind for line in lines] == [GONE, CHANGED]


def test_both_texts_can_be_read_out_of_the_parts():
    old, new = "讨论了停车，意见集中，暂缓。", "讨论了停车和充电，意见不集中。"

    [line] = diff_words(old, new)

    assert "".join(text for kind, text in line.parts if kind != NEW) == old
    assert "".join(text for kind, text in line.parts if kind != GONE) == new


def test_very_long_lines_are_not_compared_letter_by_letter():
    kinds = [line.kind for line in diff_words("甲" * 2001, "甲" * 2000)]

    assert kinds == [NEW, GONE]


def test_number_changes_as_a_whole():
    [line] = diff_words("车位差 20 个。", "车位差 24 个。")

    assert line.parts[1:3] == ((GONE, "20"), (NEW, "24"))
