from officekit.diffs import GONE, NEW, SAME, DiffLine, diff_lines


def test_diff_tells_what_stayed_what_is_gone_and_what_is_new():
    assert diff_lines("一\n二\n三", "一\n两\n三\n四") == [
        DiffLine(SAME, "一"),
        DiffLine(GONE, "二"),
        DiffLine(NEW, "两"),
        DiffLine(SAME, "三"),
        DiffLine(NEW, "四"),
    ]
