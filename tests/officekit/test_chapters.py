from officekit.chapters import Chapter, Part, chapters, parts, points


def test_chapters_are_numbered_without_the_empty_ones():
    assert chapters(("时间", ["明天。"]), ("地点", []), ("议题", [Part("（一）甲", ["乙。"])])) == [
        Chapter("一、时间", ["明天。"]),
        Chapter("二、议题", [], [Part("（一）甲", ["乙。"])]),
    ]


def test_parts_and_points_are_numbered_too():
    assert parts([("权利", []), ("义务", points(["一", "二"]))]) == [
        Part("（一）义务", ["1. 一", "2. 二"])
    ]
