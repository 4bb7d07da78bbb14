"""Assistants are read from folders; what is missing in one falls back, and what is wrong is named."""

from pathlib import Path

import pytest

from assistant.errors import ProfileError
from assistant.profiles.profile import AnswerStyle
from assistant.profiles.profiles import load_profiles, read_profile

MINIMAL = 'responders = ["not_found", "written_reply"]\n'


def write(folder: Path, profile: str = MINIMAL, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profile.toml").write_text(profile, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name.replace('_', '.')}.md").write_text(text, encoding="utf-8")
    return folder


def test_the_assistants_that_come_with_docent_speak_both_languages() -> None:
    profiles = load_profiles()
    assert [profile.key for profile in profiles] == ["customer_service", "tutor"]
    assert profiles.default.key == "customer_service"
    for profile in profiles:
        assert profile.languages == ("en", "zh")
        for language in profile.languages:
            assert all((profile.name(language), profile.offer(language), profile.greeting(language)))
            assert len(profile.examples(language)) == 4
            assert profile.task_text(language)


def test_an_assistant_needs_instructions_in_one_language_and_no_names(tmp_path: Path) -> None:
    profile = read_profile(write(tmp_path / "night_desk", instructions_zh="你是{organisation}的夜班助手。"))
    assert (profile.languages, profile.answers_in("en")) == (("zh",), "zh")
    assert profile.name("en") == profile.offer("zh") == "night_desk"
    assert (profile.greeting("en"), profile.examples("zh"), profile.task_text("en")) == ("", (), "")
    assert profile.system_text("en", "Lumen") == "你是Lumen的夜班助手。"
    assert profile.style is AnswerStyle.FACTS


def test_names_fall_back_on_english_and_an_offer_on_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "porter"
    profile = read_profile(
        write(folder, MINIMAL + '[en]\nname = "Porter"\n', instructions_en="You carry bags.")
    )
    assert (profile.name("zh"), profile.offer("zh")) == ("Porter", "Porter")
    texts = '[en]\nname = "Porter"\noffer = "have bags carried"\n[zh]\nname = "行李员"\n'
    profile = read_profile(write(folder, MINIMAL + texts))
    assert (profile.offer("en"), profile.offer("zh")) == ("have bags carried", "行李员")


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("responders = []\n", "responders"),
        (MINIMAL + "persona = 1\n", "persona"),
        (MINIMAL + "max_reply_tokens = 2\n", "max_reply_tokens"),
        ("responders = [", "can't be read"),
        (MINIMAL, "instructions.en.md"),
    ],
)
def test_what_is_wrong_with_a_folder_is_said(tmp_path: Path, profile: str, said: str) -> None:
    with pytest.raises(ProfileError, match="porter") as caught:
        read_profile(write(tmp_path / "porter", profile))
    assert said in str(caught.value)


def test_own_assistants_stand_beside_those_of_docent_or_in_their_place(tmp_path: Path) -> None:
    write(tmp_path / "porter", instructions_en="You carry bags.")
    write(tmp_path / "tutor", instructions_en="You teach carpentry.")
    profiles = load_profiles(tmp_path, "porter")
    assert [profile.key for profile in profiles] == ["customer_service", "tutor", "porter"]
    assert profiles.find("tutor").system_text("en", "") == "You teach carpentry."
    assert profiles.find("one that was removed").key == "porter"


def test_a_default_and_a_folder_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="customer_service, tutor"):
        load_profiles(None, "concierge")
    with pytest.raises(ProfileError, match="no folder"):
        load_profiles(tmp_path / "none")
