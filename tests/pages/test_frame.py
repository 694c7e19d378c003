"""What every page has: language, policy, frame."""

import pytest

PUBLIC = ["/", "/centers/", "/how-it-works/", "/notices/", "/sign-in/", "/register/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_answers_at_once_in_chinese_whatever_the_browser_prefers(
    client, cast, path
):
    answer = client.get(path, headers={"accept-language": "en-US,en"})
    assert answer.status_code == 200
    assert '<html lang="zh-hans">' in answer.content.decode()


def test_english_is_chosen_by_the_switch(client, cast):
    client.post("/language/", {"language": "en", "next": "/"})
    answer = client.get("/")
    assert '<html lang="en">' in answer.content.decode()
    assert answer["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["de", "EN", "zh_Hans", "", "../en", "é"])
def test_a_language_we_do_not_speak_is_chinese(client, cast, language):
    client.cookies["django_language"] = language
    answer = client.get("/")
    assert '<html lang="zh-hans">' in answer.content.decode()
    assert answer["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("path", [*PUBLIC, "/no-such-page/"])
def test_every_page_carries_the_strict_content_policy(client, cast, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_one_click_sign_in_is_not_there_outside_the_demonstration(client, cast):
    page = client.get("/sign-in/").content.decode()
    assert cast.manager.name not in page
    answer = client.post("/demo/sign-in/", {"person": str(cast.manager.pk)})
    assert answer.status_code == 404


def test_a_form_sent_after_the_session_ended_is_answered_by_a_page_in_words(
    client, cast
):
    answer = client.post("/slots/plan/")
    assert answer.url.startswith("/sign-in/?next=/slots/plan/")
    client.force_login(cast.manager)
    answer = client.get("/slots/plan/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "内容未提交" in answer.content.decode()
