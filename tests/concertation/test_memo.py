from concertation.memo import forget, remembered, remembering


def test_question_is_asked_once_inside_however_deep():
    asked = []
    ask = remembered(asked.append)
    ask(1)
    with remembering():
        ask(1)
        with remembering():
            ask(1)
        ask(1)
        assert asked == [1, 1]
        forget()
        ask(1)
    ask(1)
    assert asked == [1] * 4
