import os, pytest, re
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
from django.urls import reverse
from playwright.sync_api import sync_playwright
from tests.learning import afternoon
OUT="/tmp/learn/shots/"
@pytest.mark.django_db(transaction=True)
def test_shots(group, trainer, officer, live_server):
    farmers=[afternoon.join(group,n,sees=s) for n,s in (("老周","yes"),("小李","no"),("王婶","yes"))]
    afternoon.take_check(farmers[0],"before",right=False); afternoon.take_lessons(farmers[0]); afternoon.take_check(farmers[0],"after")
    afternoon.take_check(farmers[1],"before"); afternoon.take_lessons(farmers[1], afternoon.LESSONS[:1])
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path='/usr/bin/chromium', args=['--no-sandbox'])
        def shoot(name, client, path, width=390, elder=False, lang="zh-hans", theme="light", full=True):
            c=b.new_context(viewport={"width":width,"height":800})
            ck=[{"name":"suyang_reading","value":f"language={lang}&theme={theme}&elder={int(elder)}","url":live_server.url}]
            if client: ck += [{"name":"suyang_session","value":client.cookies["suyang_session"].value,"url":live_server.url}]
            c.add_cookies(ck); pg=c.new_page(); pg.goto(live_server.url+path); 
            w=pg.evaluate("document.documentElement.scrollWidth")
            if w>width: print("OVERFLOW",name,w,width)
            pg.screenshot(path=OUT+name+".png",full_page=full); c.close()
        shoot("group", trainer.client, reverse("group",args=[group.id]), 1280)
        shoot("group_phone", trainer.client, reverse("group",args=[group.id]), 320)
        shoot("group_new", trainer.client, reverse("group-new")+"?task="+afternoon.TASK, 390)
        shoot("results", trainer.client, reverse("group-results",args=[group.id]), 768)
        shoot("programme", None, reverse("programme",args=[afternoon.PROGRAMME]), 768)
        shoot("join", None, reverse("join"), 360)
        shoot("join_code", None, reverse("join-code",args=[group.code]), 360)
        shoot("join_code_elder", None, reverse("join-code",args=[group.code]), 360, elder=True)
        shoot("way_lesson", farmers[1], reverse("my-group"), 360)
        shoot("way_elder", farmers[2], reverse("my-group"), 360, elder=True)
        shoot("way_done", farmers[0], reverse("my-group"), 360)
        shoot("way_done_en", farmers[0], reverse("my-group"), 390, lang="en", theme="dark")
        shoot("check", farmers[2], reverse("my-check",args=["before"]), 360)
        shoot("handover", farmers[2], reverse("hand-over"), 360, elder=True)
        shoot("lesson", None, reverse("lesson",args=["prices-and-weather"]), 390)
        shoot("lesson_elder", None, reverse("lesson",args=["prices-and-weather"])+"?part=3", 360, elder=True)
        shoot("lesson_print", None, reverse("lesson-print",args=["prices-and-weather"]), 768)
        shoot("add", trainer.client, reverse("group-add",args=[group.id]), 390)
        shoot("attendance", trainer.client, reverse("group-attendance",args=[group.id]), 390)
        shoot("list", officer.client, reverse("group-list"), 1280)
        shoot("import", officer.client, reverse("group-import"), 390)
        e=group.enrolments.first()
        r=trainer.client.post(reverse("group-code",args=[group.id,e.id])); shoot("card", trainer.client, r.url, 390)
        b.close()
    for n in ("sheet","cards"):
        open(OUT+n+".pdf","wb").write(trainer.client.get(reverse(f"group-{n}-pdf",args=[group.id])).content)
    open(OUT+"script.pdf","wb").write(trainer.client.get(reverse("programme-script-pdf",args=[afternoon.PROGRAMME])).content)
    open(OUT+"consent.pdf","wb").write(trainer.client.get(reverse("programme-consent-pdf",args=[afternoon.PROGRAMME])).content)
