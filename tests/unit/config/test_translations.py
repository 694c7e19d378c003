"""Catalogues are compiled at the start, and spoken by the process that does it."""

from django.utils.translation import gettext, override

from config.translations import compile_catalogues


def test_what_is_compiled_is_spoken_at_once_by_the_same_process(tmp_path, settings):
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path]
    with override("zh-hans"):
        assert gettext("Only here") == "Only here"  # read before there is any
    words = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    po = folder / "django.po"
    po.write_text(f'{words}msgid "Only here"\nmsgstr "只在这里"\n', encoding="utf-8")
    assert compile_catalogues() == 1
    with override("zh-hans"):
        assert gettext("Only here") == "只在这里"
    assert compile_catalogues() == 0
