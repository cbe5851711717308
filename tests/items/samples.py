"""One item of every kind, short, in both languages: for tests of forms, not for people."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh-Hans": zh, "en": en}


def choice(name: str, *options: str, **more: Any) -> Body:
    """The first option is the key."""
    return {
        "id": name,
        "kind": "choice",
        "options": [
            {"id": f"{name}-{number}", "text": text(*one.split("|"))}
            | ({"key": True} if number == 0 else {"why": text("不合适。", "It does not fit.")})
            for number, one in enumerate(options)
        ],
        **more,
    }


def item(name: str, kind: str, stem: tuple[str, str], *controls: Body, **more: Any) -> Body:
    return {
        "id": f"sample-{name}",
        "version": 1,
        "framework": "suyang-21",
        "competence": "1.1",
        "level": 3,
        "half": "A",
        "pool": "practice",
        "format": kind,
        "stem": text(*stem),
        "controls": list(controls),
        "shows": text("做这件事", "do this"),
        "rationale": text("这样做有道理。", "There is a reason for it."),
        **more,
    }


ORDER = {
    "id": "steps",
    "kind": "order",
    "label": text("按先后排好", "Put them in order"),
    "options": [
        {"id": "save", "text": text("保存原件", "Save the original")},
        {"id": "copy", "text": text("另存一份", "Make a copy")},
        {"id": "edit", "text": text("在副本上修改", "Change the copy")},
        {"id": "send", "text": text("把改好的副本发出去", "Send the copy that you changed")},
    ],
}
MATCH = {
    "id": "pairs",
    "kind": "match",
    "label": text("哪一种办法合适？", "Which way fits?"),
    "options": [
        {"id": "call", "text": text("打电话", "A phone call")},
        {"id": "mail", "text": text("电子邮件", "E-mail")},
        {"id": "post", "text": text("公开发布", "A public post")},
    ],
    "rows": [
        {"id": "fire", "text": text("家里着火了", "Your house is on fire"), "goes": "call"},
        {"id": "form", "text": text("交一份申请表", "You hand in a form"), "goes": "mail"},
        {"id": "feast", "text": text("请全村来看戏", "You invite the village"), "goes": "post"},
    ],
}
LONG = text(
    "先问清楚对方是谁，再到官方网站上查电话打回去核实",
    "Ask who it is, look the number up on the official site, and call back",
)


def ordering(**more: Any) -> Body:
    return item("order", "ordering", ("改一份文件。", "Changing a file."), ORDER, **more)


def matching(**more: Any) -> Body:
    return item("match", "matching", ("怎么说这件事？", "How do you say it?"), MATCH, **more)


def search() -> Body:
    found = ("report", "报告", "report"), ("shop", "商店", "shop"), ("talk", "论坛", "talk")
    results = [
        {
            "id": name,
            "title": text(f"今年的天气{zh}", f"This year's weather {en}"),
            "address": text(f"www.{name}.example", f"www.{name}.example"),
            "snippet": text("全县降雨比往年多……", "More rain than in other years …"),
        }
        for name, zh, en in found
    ]
    results[1]["mark"] = text("广告", "Advertisement")
    results[2]["time"] = text("3天前", "3 days ago")
    return item(
        "search",
        "search",
        ("您会先看哪一条？", "Which one do you read first?"),
        choice("first", "报告|The report", "商店|The shop", "论坛|The talk"),
        scene={
            "title": text("搜索", "Search"),
            "query": text("今年 降雨", "rain this year"),
            "results": results,
        },
    )


def permissions() -> Body:
    asked = [
        {
            "id": "place",
            "name": text("位置", "Location"),
            "reason": text("显示当地天气", "To show your weather"),
            "state": text("使用时允许", "While using the app"),
        },
        {"id": "people", "name": text("通讯录", "Contacts"), "state": text("允许", "Allowed")},
    ]
    yes_or_no = ("关掉|Switch it off", "留着|Leave it")
    return item(
        "permissions",
        "permissions",
        ("一个天气应用要这些权限。您怎么设？", "A weather app has these. How do you set them?"),
        choice("place-set", *reversed(yes_or_no), at="place", label=text("位置", "Location")),
        choice("people-set", *yes_or_no, at="people", label=text("通讯录", "Contacts")),
        scene={"title": text("应用权限：晴天", "Permissions: Sunny"), "permissions": asked},
        credit={"from": [1, 2]},
    )


def spreadsheet() -> Body:
    rows: list[list[Any]] = [
        [
            text("月份", "Month"),
            text("收入", "Income"),
            text("支出", "Spent"),
            text("结余", "Left"),
        ],
        [text("一月", "January"), 5200, 3100.5, 2099.5],
        [text("二月", "February"), 4800, 3300, ""],
        [text("合计", "Total"), 10000, 6400.5],
    ]
    return item(
        "sheet",
        "spreadsheet",
        ("D3里应当写什么公式？", "Which formula belongs in D3?"),
        {"id": "formula", "kind": "entry", "accept": ["=B3-C3"], "label": text("D3", "D3")},
        scene={
            "title": text("家庭账本", "Household accounts"),
            "sheet": {"rows": rows, "cell": "D3", "content": "=B3"},
        },
    )


def files() -> Body:
    named = [
        ("photos", "folder", "照片", "Photos", ""),
        ("harvest", "picture", "秋收.jpg", "harvest.jpg", "photos"),
        ("papers", "folder", "文件", "Papers", ""),
        ("old", "folder", "旧的", "Old", "papers"),
        ("loan", "text", "贷款合同.docx", "loan contract.docx", "old"),
        ("prize", "program", "领奖.exe", "prize.exe", ""),
    ]
    return item(
        "files",
        "files",
        ("哪个不要打开？", "Which one do you not open?"),
        choice("which", "领奖.exe|prize.exe", "秋收.jpg|harvest.jpg", "贷款合同|The contract"),
        choice("why", "是程序|It is a program", "太大|It is too large", at="prize"),
        scene={
            "title": text("下载", "Downloads"),
            "files": [
                {"id": one, "kind": kind, "name": text(zh, en), "size": text("2 MB", "2 MB")}
                | ({"inside": inside} if inside else {})
                for one, kind, zh, en, inside in named
            ],
        },
    )


def document() -> Body:
    return item(
        "document",
        "document",
        ("王强建议这样改。您怎么办？", "Wang suggests this. What do you do?"),
        choice(
            "decide",
            "先问他日期从哪来|Ask him where the date is from",
            "直接接受|Accept it",
            "删掉整段|Delete it all",
            at="when",
            label=text("这条建议", "This suggestion"),
        ),
        scene={
            "title": text("村民大会通知", "Notice of the village meeting"),
            "people": [
                {"who": text("李梅", "Li Mei"), "may": text("所有者", "owner")},
                {"who": text("王强", "Wang Qiang"), "may": text("可以建议", "can suggest")},
            ],
            "paragraphs": [
                {"id": "what", "says": text("全体村民请参加。", "Everybody is invited.")},
                {
                    "id": "when",
                    "says": text("时间：周六下午两点。", "Saturday at two."),
                    "struck": text("时间：周五上午九点。", "Friday at nine."),
                    "by": text("王强，昨天", "Wang Qiang, yesterday"),
                    "comment": text("我听说改了。", "I heard it was changed."),
                    "commenter": text("王强", "Wang Qiang"),
                },
            ],
        },
    )


def consent() -> Body:
    purposes = [
        {
            "id": "need",
            "name": text("完成订单", "Your order"),
            "says": text("姓名和地址，用来送货。", "Your name and address, to deliver it."),
            "state": text("必需", "Always on"),
        },
        {
            "id": "ads",
            "name": text("个性化广告", "Personal advertising"),
            "says": text("浏览记录，给200家合作方。", "What you look at, for 200 partners."),
            "state": text("开", "On"),
        },
    ]
    return item(
        "consent",
        "consent",
        ("您只想买东西。怎么选？", "You only want to buy. What do you choose?"),
        choice("press", "只允许必需的|Only what is needed", "全部同意|Agree to all"),
        scene={
            "title": text("您的个人信息", "Your data"),
            "notice": text("我们重视您的隐私。", "Your privacy matters to us."),
            "purposes": purposes,
        },
    )


def all_of_them() -> dict[str, Body]:
    made = (
        ordering(credit={"from": [1, 3]}),
        matching(),
        search(),
        permissions(),
        spreadsheet(),
        files(),
        document(),
        consent(),
    )
    return {one["format"]: one for one in made}


def everyday() -> dict[str, Body]:
    """The kinds that need no special part: chosen, typed, and the scenes of daily life."""
    made = (single(), multiple(), entry(), inbox(), payment(), chat())
    return {one["format"]: one for one in made}


def single() -> Body:
    return item(
        "single",
        "single",
        ("有人打电话要您的验证码。您怎么办？", "Somebody phones for your code. What do you do?"),
        choice(
            "do", "不说，挂断|Say nothing, hang up", "念给他听|Read it out", "发短信给他|Send it"
        ),
    )


def multiple() -> Body:
    both = choice("which", "姓名和身份证号|Name and identity number", "天气|The weather")
    both["kind"] = "several"
    both["options"].append(
        {"id": "bank", "text": text("银行卡号", "Bank card number"), "key": True}
    )
    return item("multiple", "multiple", ("哪些要保密？", "Which do you keep secret?"), both)


def entry() -> Body:
    pay = {"id": "sum", "kind": "entry", "number": 36.5, "unit": text("元", "yuan")}
    return item(
        "entry",
        "entry",
        (
            "三斤苹果18.5元，一袋米18元。一共多少？",
            "Apples are 18.5, rice is 18 yuan. How much together?",
        ),
        pay,
    )


def inbox() -> Body:
    letters = [
        {
            "id": "bank",
            "sender": text("银行", "The bank"),
            "address": text("service@bank-prize.example", "service@bank-prize.example"),
            "time": text("昨天", "Yesterday"),
            "subject": text("您中奖了", "You have won"),
            "body": text("请今天之内点开链接。", "Please open the link today."),
        },
        {
            "id": "school",
            "sender": text("学校", "The school"),
            "subject": text("家长会", "Parents' evening"),
            "body": text("周五晚上七点。", "Friday at seven."),
        },
    ]
    trust = ("可疑|Suspicious", "可信|To be trusted")
    return item(
        "inbox",
        "inbox",
        ("每一封是什么信？", "What kind of letter is each?"),
        choice("bank-is", *trust, at="bank", label=text("这封信", "This letter")),
        choice("school-is", *reversed(trust), at="school"),
        scene={"title": text("收件箱", "Inbox"), "messages": letters},
    )


def payment() -> Body:
    rows = [
        {"label": text("收款方", "To"), "value": text("好邻居超市", "Good Neighbour shop")},
        {"label": text("金额", "Amount"), "value": text("380.00元", "380.00 yuan")},
    ]
    return item(
        "payment",
        "payment",
        ("您买了38元的东西，屏幕上是这样。按哪个？", "You bought for 38 yuan. What do you press?"),
        choice("press", "返回|Back", "确认付款|Pay now", label=text("按钮", "Button")),
        {"id": "right", "kind": "entry", "number": 38, "label": text("该付多少", "The right sum")},
        scene={"title": text("付款", "Payment"), "rows": rows},
    )


def chat() -> Body:
    lines = [
        {
            "id": "son",
            "who": text("儿子", "Son"),
            "time": text("9:15", "9:15"),
            "says": text("妈，我换号了，借我两千。", "Mum, new number. Lend me two thousand."),
        },
        {
            "id": "me",
            "who": text("您", "You"),
            "mine": True,
            "says": text("你在哪儿？", "Where are you?"),
        },
    ]
    return item(
        "chat",
        "chat",
        ("您怎么办？", "What do you do?"),
        choice("do", "打儿子的旧号码|Call his old number", "马上转钱|Send the money", at="son"),
        scene={"title": text("聊天", "Chat"), "lines": lines},
    )
