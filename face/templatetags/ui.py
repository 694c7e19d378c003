"""The parts every page is made of, gathered into one library (a builtin).

Words (filters)
    {{ on|day }} {{ on|day:"year" }}    11月25日（周三）; styles short, year, long, iso
    {{ at|moment }} {{ at|clock }}      11月25日（周三）09:00; 09:00
    {{ on|with_half:half }} {{ half|halfday }} {{ on|weekday }}
    {{ x_fen|fen }} {{ x_fen|wan }}     ¥86,000.00; 200万元 (exact, else in full)
    {{ points|score }} {{ share|percent }} {{ diff|signed }}   83.25; 98%; +7
    {{ number|phone }} {{ name|initial }} {{ flag|yes_no }}    138****1234; 沈; 是

Small pieces
    {% icon "inbox" %}                  a lucide icon; label="…" gives it a name
    {% badge "已完成" "ok" %}            tones everywhere: info ok warn bad teal violet
    {% avatar user.name %}  {% copy text %}  {% kpi "本周场次" 31 unit="场" %}
    {% calendar_file url "加入日历" %}    its link to copy where WeChat opens no file
    {% file_link url "导出" %} {% print_button %}    words instead in WeChat
    {% due row.due_at %} {% ago at %} {% countdown until %}   by the city's `now`
    {% due_badge row %}                 the same for a row with a `due_on`
    {% query status="late" %}           this page's query string, filters kept

Blocks (each with its own end tag)
    {% page_head "标题" sub="…" back=url %} buttons {% endpage_head %}   gives the h1
    {% card "标题" sub="…" kind="flush" more="全部" more_url=url %} … {% endcard %}
    {% notice "warn" title="…" %} … {% endnotice %}
    {% blank "没有待办" mark="inbox" %} what to do next {% endblank %}
    {% bar "11月26日 上午" sub="武进中心" %} buttons {% endbar %}    foot of the phone
    {% fold "更多" %} … {% endfold %}
    {% choice "center" c.pk checked=x %} <b>…</b> {% endchoice %}    radio as a card
    {% filters form count=n target="#list" %} export link {% endfilters %}
    {% dialog "uid" "标题" %} … {% enddialog %}    opened by data-dialog="uid"
    {% dialog_body "标题" %} … {% enddialog_body %}   answer into #dlg-body: the button
        has hx-get=url hx-target="#dlg-body" data-dialog="dlg"

Lists and forms
    {% tabs items "任务类型" target="#list" %}  {% pager page %}  {% steps labels now %}
    {% tasks items %} {% timeline items %} {% dl pairs %} {% week_board week %}
    {% field form.name "half" %} {% error_summary form %}   or {{ form }} for all of it
    {% pick "day" iso big=26 top="周四" small="余 8" kind="day" %}    day and slot tiles
    {{ row.pk|is_value:form.field.value }}    whether a radio card is the chosen one
    The shapes of items are in `face.items`.

Figures
    {% radar axes "数字化水平" peer_word="中位" %} {% bullet 68 target=61 %}
    {% ring 66 "得分" %} {% spark values %} {% stack parts top=total %}
    {% path_drawing steps %}            `face.paths.Step` rows: the path of a case

The classes that need no tag (tables, buttons, layout) are listed in
static/css/parts.css and layout.css; /guide/ shows all of it in the demonstration.
"""

from django import template

from face.templatetags import figures, lists, parts, words

register = template.Library()
for library in (words.register, parts.register, lists.register, figures.register):
    register.tags.update(library.tags)
    register.filters.update(library.filters)
