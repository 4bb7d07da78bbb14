import asyncio
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

from assistant.conversation import ConversationId
from web.chat.page_view import EMPTY_BOX, PageView

ONE, TWO = ConversationId("1"), ConversationId("2")


def test_events_count_in_the_order_of_the_browser_not_of_their_arrival() -> None:
    page = PageView()
    page.turn_to(None, 20.0)  # "New conversation", pressed after the question was sent
    page.turn_to(ONE, 10.0)
    assert page.conversation_id is None
    page.turn_to(TWO, 30.0)
    assert page.conversation_id == TWO


def test_a_second_enter_is_about_the_conversation_that_the_first_began() -> None:
    page = PageView()
    page.turn_to(ONE, 10.0)
    assert page.shown_to(11.0, "") == ONE
    assert page.shown_to(9.0, "") is None  # it was sent before
    assert PageView().shown_to(11.0, "1") == ONE  # after a restart only the browser knows


def test_words_that_are_edited_stay_with_their_conversation() -> None:
    page = PageView()
    assert page.take_box() == EMPTY_BOX  # the first drawing
    page.turn_to(ONE, 1.0)
    assert page.take_box() is None  # what is being typed stays
    page.is_editing = True
    page.turn_to(TWO, 2.0)
    assert page.take_box() == EMPTY_BOX
    assert not page.is_editing


def test_turning_to_another_conversation_ends_the_search() -> None:
    page = PageView()
    page.search = "mona"
    page.turn_to(None, 1.0)
    assert page.search == "mona"  # nothing was left
    page.turn_to(ONE, 2.0)
    assert page.search == ""
    assert [page.take_end_of_search(), page.take_end_of_search()] == [True, False]


def test_each_page_has_a_view_of_its_own() -> None:
    page = PageView()
    page.turn_to(ONE, 1.0)
    assert deepcopy(page).conversation_id is None


def test_one_event_draws_for_all() -> None:
    async def run() -> None:
        page = PageView()
        with page.follow() as follower:
            follower.begin_look()
            assert page.is_followed
            page.ask_for_drawing()
            await follower.wait()
            assert not follower.is_idle
            assert [page.take_drawing(), page.take_drawing()] == [True, False]
        assert not page.is_followed

    with ThreadPoolExecutor(1) as thread:  # the browser's tests keep a loop running in this one
        thread.submit(asyncio.run, run()).result()
