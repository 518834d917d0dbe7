"""The pages of the design's pictures as values, and some that no picture shows. All people and numbers are invented."""

from __future__ import annotations

from config.words import Bilingual, Language, Phrase, Verbatim, Wording
from kiosk.pages.blocks import (
    Action,
    Answer,
    Answers,
    Box,
    Boxes,
    Code,
    Consent,
    Count,
    Countdown,
    Counts,
    Fact,
    Facts,
    Heading,
    Key,
    Keys,
    Machine,
    Note,
    Number,
    Option,
    Options,
    Paragraph,
    PartRow,
    Parts,
    PinPad,
    Progress,
    Row,
    Rows,
    Steps,
    Ticks,
    Tile,
    Tiles,
    Welcome,
)
from kiosk.pages.model import Banner, FooterKey, Header, Page, Screen, Sign
from kiosk.presentation import TEXT_SIZES, THEMES, Presentation
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import (
    AnswerChanged,
    AreaOpened,
    Browsed,
    CardWanted,
    ConsentTicked,
    Continued,
    CopyWanted,
    Finished,
    HelpWanted,
    Picked,
    Practised,
    RequestOpened,
    RequestsOpened,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
    Stayed,
    WentBack,
    WentHome,
)
from kiosk.session.typed import ErasedAll, ErasedOne, LettersChosen, Typed
from kiosk.session.upkeep import TestPageWanted, TestWanted

PHRASES = {
    "button-page-prev": ("Өмнөх", "Previous page"),
    "button-page-next": ("Дараах", "Next page"),
    "button-erase-one": ("Нэгийг арилгах", "Erase one"),
    "button-erase-all": ("Бүгдийг арилгах", "Erase all"),
    "curtain-line": ("Дэлгэцийг хаасан байна", "The screen is dark"),
}


class SampleWords:
    """Words of one language for pages made of bilingual text."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def text(self, wording: Wording) -> str:
        match wording:
            case Bilingual():
                return wording.mn if self.language == "mn" else wording.en
            case Verbatim():
                return wording.text
            case Phrase():
                return PHRASES[wording.key][self.language == "en"]


def b(mn: str, en: str) -> Bilingual:
    return Bilingual(mn, en)


def header(*, link: bool = True, paper: bool = True) -> Header:
    return Header(
        b("Хишиг-Өндөр сум", "Khishig-Öndör soum"),
        b("Булган аймаг · ТҮЦ машин 017", "Bulgan aimag · Kiosk 017"),
        (
            Sign("wifi-high", b("Холбоо бий", "Link is up"), well=True)
            if link
            else Sign("wifi-slash", b("Холбоо түр алга", "No link for now"), well=False),
            Sign("printer", b("Цаас бий", "Paper is in") if paper else b("Цаас дууссан", "No paper"), paper),
        ),
    )


def footer(page: Page, presentation: Presentation) -> tuple[FooterKey, ...]:
    size, theme = TEXT_SIZES.index(presentation.text_size), THEMES.index(presentation.theme)
    other = Verbatim("English" if presentation.language == "mn" else "Монгол")
    return (
        FooterKey("back", Action(b("Буцах", "Back"), page.back, "arrow-left", b("Эхний хуудас", "First page"))),
        FooterKey("help", Action(b("Тусламж", "Help"), page.help, "question")),
        FooterKey("language", Action(other, Adjusted("language"), "translate")),
        FooterKey("letters", Action(b("Үсэг", "Letters"), Adjusted("letters"), "text-aa"), (size + 1, 4)),
        FooterKey("colours", Action(b("Өнгө", "Colours"), Adjusted("colours"), "circle-half"), (theme, 4)),
        FooterKey("voice", Action(b("Дуу", "Voice"), Adjusted("voice"), "headphones"), on=presentation.speech),
        FooterKey("lower", Action(b("Доош", "Lower"), Adjusted("lower"), "wheelchair"), on=presentation.lower),
    )


NEXT = Action(b("Үргэлжлүүлэх", "Continue"), Continued(), "arrow-right")
AREAS = (
    ("identification-card", b("Үнэмлэх, паспорт", "ID card, passport")),
    ("baby", b("Гэр бүл, хүүхэд", "Family, children")),
    ("map-pin", b("Хаяг, шилжилт", "Address, moving")),
    ("first-aid", b("Эрүүл мэнд", "Health")),
    ("coin", b("Тэтгэвэр, тэтгэмж", "Pension, benefits")),
    ("umbrella", b("Даатгал", "Insurance")),
    ("graduation-cap", b("Боловсрол", "Education")),
    ("house", b("Газар, үл хөдлөх", "Land, property")),
    ("car", b("Жолооч, тээвэр", "Driver, transport")),
    ("receipt", b("Татвар, төлбөр", "Tax, payments")),
    ("scales", b("Хууль, шүүх", "Law, court")),
    ("chat-text", b("Санал, гомдол", "Opinion, complaint")),
)


def attract() -> Page:
    return Page(
        "attract",
        b("Тавтай морилно уу", "Welcome"),
        (
            Welcome(
                b("Тавтай морилно уу", "Welcome"),
                b("Төрийн үйлчилгээ таны ойр", "The state's services, close to you"),
                Verbatim("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ"),
            ),
            Machine(
                "card",
                b("Уншигч доор, баруун талд бий", "The reader is below, on the right"),
                title=b("Үнэмлэхээ уншигчид хийнэ үү", "Insert your ID card to begin"),
                second=b("Insert your ID card to begin", "Үнэмлэхээ уншигчид хийнэ үү"),
            ),
            Rows(
                (
                    Row("list-bullets", b("Үйлчилгээ үзэх", "Browse services"), Browsed(), Verbatim("Browse services")),
                    Row("hand-pointing", b("Дасгал хийх", "Practise first"), Practised(), Verbatim("Practise first")),
                )
            ),
            Note(
                "plain",
                b("Plug in a headset and the machine speaks to you", "Дуугаар ашиглах бол чихэвчээ залгана уу"),
                "headphones",
                title=b("Дуугаар ашиглах бол чихэвчээ залгана уу", "Plug in a headset and the machine speaks to you"),
            ),
        ),
        help=HelpWanted(),
    )


def attract_with_begin() -> Page:
    from dataclasses import replace

    return replace(attract(), name="attract-begin", main=Action(b("Эхлэх", "Begin"), CardWanted(), "arrow-right"))


def pin() -> Page:
    return Page(
        "pin",
        b("ПИН кодоо оруулна уу", "Enter your PIN"),
        (
            Ticks(
                (
                    ("hand-palm", b("Дарахдаа нөгөө гараараа халхална уу.", "Cover the keys with your other hand.")),
                    ("eye-slash", b("Кодоо хэнд ч битгий хэлээрэй.", "Tell your code to nobody.")),
                )
            ),
            PinPad(6, 3),
        ),
        lead=b(
            "Үнэмлэхийн 6 оронтой нууц код. 3 удаа оролдож болно.",
            "The 6 digit code of your card. You may try 3 times.",
        ),
        main=NEXT,
        back=WentBack(),
        help=HelpWanted(),
    )


def pin_wrong() -> Page:
    from dataclasses import replace

    page = pin()
    note = Note(
        "err",
        b("Код таарсангүй. 2 удаа оролдож болно", "That code did not match. You can try 2 more times"),
        "warning-circle",
    )
    return replace(page, name="pin-wrong", blocks=(note, *page.blocks), main=replace(NEXT, deed=None))


def home() -> Page:
    return Page(
        "home",
        b("Сайн байна уу, Б. Дорж", "Hello, B. Dorj"),
        (
            Rows((Row("magnifying-glass", b("Үйлчилгээ хайх", "Find a service"), SearchOpened()),)),
            Heading(b("Танд", "For you")),
            Rows(
                (
                    Row(
                        "bell",
                        b("Нэг хүсэлтэд хариу ирсэн", "One request has an answer"),
                        RequestsOpened(),
                        b("Миний хүсэлтүүдийг үзэх", "See my requests"),
                        tinted=True,
                    ),
                    Row(
                        "map-pin",
                        b("Оршин суугаа газрын хаягийн лавлагаа", "Certificate of residential address"),
                        ServiceOpened("address"),
                        b("Энэ машинаас хамгийн их авдаг", "The most asked for at this machine"),
                    ),
                )
            ),
            Heading(b("Чиглэлээр сонгох", "Choose by area")),
            Tiles(tuple(Tile(icon, words, AreaOpened(icon)) for icon, words in AREAS)),
        ),
        back=WentBack(),
        help=HelpWanted(),
    )


LETTERS = ("1234567890ещ", "фцужэнгшүзкъ", "йыбөахролдп-", "ячёсмитьвю")


def keyboard(action: str = "Хайх") -> Keys:
    rows = [tuple(Key(Verbatim(c), Typed(c)) for c in row) for row in LETTERS]
    rows[3] = (*rows[3], Key(b("Арилгах", "Erase"), ErasedOne(), 2, "backspace"))
    last = (
        Key(Verbatim("ABC"), LettersChosen("latin"), 2),
        Key(b("Том үсэг", "Capitals"), LettersChosen("cyrillic"), 2, "arrow-fat-up"),
        Key(b("Зай", "Space"), Typed(" "), 5),
        Key(b(action, "Find"), Continued(), 3, primary=True),
    )
    return Keys("keyboard", (*rows, last))


def search(typed: str = "хаяг", results: int = 3) -> Page:
    rows = (
        Row(
            "map-pin",
            b("Оршин суугаа газрын хаягийн лавлагаа", "Certificate of residential address"),
            ServiceOpened("a"),
            b("Лавлагаа · Улсын бүртгэл", "Certificate · State registration"),
            spans=((20, 24),),
        ),
        Row(
            "file-text",
            b("Хуучин оршин суугаа хаягийн лавлагаа", "Certificate of former address"),
            ServiceOpened("b"),
            b("Лавлагаа · Улсын бүртгэл", "Certificate · State registration"),
            spans=((20, 24),),
        ),
        Row(
            "house-line",
            b("Шилжилт хөдөлгөөний бүртгэл", "Registration of moving"),
            ServiceOpened("c"),
            b("Хүсэлт · Хаяг солих · Улсын бүртгэл", "Request · Change of address · State registration"),
        ),
        Row("umbrella", b("Даатгалын лавлагаа", "Insurance certificate"), None, b("Холбоо алга", "No link for now")),
    )
    box = Box(
        b("Үйлчилгээ хайх", "Find a service"),
        Verbatim(typed),
        icon="magnifying-glass",
        clear=Action(b("Арилгах", "Clear"), ErasedAll(), "x"),
    )
    return Page(
        "search",
        b("Үйлчилгээ хайх", "Find a service"),
        (
            Boxes((box,)),
            Paragraph(b(f"{results} үйлчилгээ олдлоо", f"{results} services found")),
            Rows(rows[:results]),
            keyboard(),
        ),
        back=WentBack(),
        help=HelpWanted(),
    )


def _step(n: int, *, service: bool = True) -> Progress:
    return Progress(
        n,
        4,
        b(f"{n}-р алхам, нийт 4", f"Step {n} of 4"),
        "identification-card" if service else "",
        b("Иргэний үнэмлэх захиалах", "Order an ID card") if service else None,
    )


CHOICES = (
    b("Анх удаа авах", "For the first time"),
    b("Хугацаа дууссан", "It has expired"),
    b("Гээсэн эсвэл алдсан", "Lost or stolen"),
    b("Гэмтсэн", "Damaged"),
    b("Овог, нэр, хаяг өөрчлөгдсөн", "Name or address has changed"),
)


def form() -> Page:
    return Page(
        "form",
        b("Ямар шалтгаанаар захиалж байна вэ?", "Why do you order it?"),
        (Options(tuple(Option(words, Picked(n), n == 1) for n, words in enumerate(CHOICES))),),
        lead=b("Нэгийг сонгоно уу.", "Choose one."),
        above=_step(2),
        main=NEXT,
        back=WentBack(),
        help=HelpWanted(),
    )


def review() -> Page:
    change = Action(b("Засах", "Change"), AnswerChanged("reason"), "pencil-simple")
    lines = (
        Answer(b("Үйлчилгээ", "Service"), b("Иргэний үнэмлэх захиалах", "Order an ID card")),
        Answer(b("Захиалагч", "Ordered by"), b("Б. Дорж", "B. Dorj")),
        Answer(b("Шалтгаан", "Reason"), b("Хугацаа дууссан", "It has expired"), change),
        Answer(
            b("Хаанаас авах", "Where to collect"),
            b("Хишиг-Өндөр сум, улсын бүртгэгч", "Khishig-Öndör soum, registrar"),
            change,
        ),
        Answer(b("Утасны дугаар", "Phone number"), Verbatim("9911 2345"), change),
        Answer(b("Хураамж", "Fee"), b("18,300 ₮ — авахдаа төлнө", "18,300 ₮ — paid on collection")),
    )
    words = b(
        "Энэ мэдээллийг Улсын бүртгэлийн ерөнхий газарт илгээхийг зөвшөөрч байна.",
        "I agree to send these details to the General Authority for State Registration.",
    )
    return Page(
        "review",
        b("Мэдээллээ шалгана уу", "Please check your details"),
        (Answers(lines), Consent(words, ConsentTicked(), ticked=True)),
        lead=b("Зөв бол доороос «Илгээх» товчийг дарна уу.", "If all is right, press Send below."),
        above=_step(4, service=False),
        main=Action(b("Илгээх", "Send"), SendConfirmed(), "paper-plane-tilt"),
        second=Action(b("Болих", "Cancel"), WentBack()),
        back=WentBack(),
        help=HelpWanted(),
    )


def done() -> Page:
    return Page(
        "done",
        b("Энэ машин хүсэлтийг тань хүлээн авлаа", "This machine has received your request"),
        (
            Number(
                b("Хүсэлтийн дугаар", "Request number"),
                Verbatim("017-04826-93"),
                b("2026 оны 11 сарын 22, 14:05", "22 November 2026, 14:05"),
            ),
            Steps(
                (
                    (b("Цаасаа аваарай", "Take your paper"), b("Доор, зүүн талд.", "Below, on the left.")),
                    (b("Үнэмлэхээ аваарай", "Take your card"), b("Доор, баруун талд.", "Below, on the right.")),
                    (
                        b("Хариугаа хүлээгээрэй", "Wait for the answer"),
                        b("Явцыг энэ машинаас үзнэ.", "See how it goes at this machine."),
                    ),
                ),
                ("printer",),
            ),
            Note(
                "info",
                b(
                    "Одоогоор энд хадгалсан. Холбоо ормогц машин өөрөө Улсын бүртгэлд илгээнэ.",
                    "It is kept here for now. The machine will send it to State Registration when the link is back.",
                ),
                "clipboard-text",
            ),
        ),
        main=Action(b("Дуусгах", "Finish"), Finished(), "sign-out"),
        second=Action(b("Өөр үйлчилгээ", "Another service"), WentHome()),
        mark=("ok", "check"),
        help=HelpWanted(),
    )


def trouble() -> Page:
    return Page(
        "trouble",
        b("Цаас хэвлэгдсэнгүй", "The paper did not print"),
        (
            Note(
                "ok",
                b("Хүсэлт тань хүлээн авагдсан. Юу ч алдагдаагүй.", "Your request is received. Nothing is lost."),
                "shield-check",
            ),
            Number(b("Хүсэлтийн дугаар", "Request number"), Verbatim("017-04826-93")),
            Code(
                Verbatim("EMK1:017-04826-93:INVENTED"),
                (
                    ("pencil-simple", b("Дугаараа бичиж аваарай", "Write the number down")),
                    ("camera", b("Утсаараа зургийг нь аваарай", "Photograph it with your phone")),
                    ("headphones", b("«Дуу» товчоор сонсоорой", "Hear it with the Voice key")),
                ),
            ),
            Paragraph(
                b("Цаас орсны дараа энд дахин хэвлүүлж болно.", "Once there is paper, it can be printed here again."),
                icon="printer",
            ),
        ),
        lead=b("Хэвлэгчийн цаас дууссан байна.", "The printer has run out of paper."),
        main=Action(b("Цаасгүй дуусгах", "Finish without paper"), Finished(), "sign-out"),
        second=Action(b("Дахин хэвлэж үзэх", "Try to print again"), CopyWanted(), "arrows-clockwise"),
        mark=("warn", "printer"),
        stacked=True,
        help=HelpWanted(),
    )


def requests(count: int = 7) -> Page:
    states = (
        ("info", "bell", b("Хариу ирсэн", "Answered")),
        ("err", "arrow-u-up-left", b("Буцаасан. Шалтгааныг үзэх", "Returned. See the reason")),
        ("ok", "check-circle", b("Байгууллага хүлээн авсан", "Accepted by the agency")),
        ("waiting", "clock", b("Холбоо хүлээж байна", "Waiting for the link")),
        ("ok", "check-circle", b("Байгууллага хүлээн авсан", "Accepted by the agency")),
    )
    titles = (
        b("Цахилгааны техникийн нөхцөл", "Electricity connection"),
        b("Төрсний гэрчилгээ дахин авах", "Copy of a birth certificate"),
        b("Хүүхдийн мөнгө хүсэх", "Child money"),
        b("Иргэний үнэмлэх захиалах", "Order an ID card"),
        b("«Тэрбум мод» бүртгүүлэх", "Register a planted tree"),
    )
    rows = tuple(
        Row("", titles[n % 5], RequestOpened(str(n)), Verbatim(f"017-0{4711 + n}-2{n} · 11.{14 + n}"), states[n % 5])
        for n in range(count)
    )
    return Page(
        "requests",
        b("Миний хүсэлтүүд", "My requests"),
        (Rows(rows),),
        lead=b(f"{count} хүсэлт байна. Нэгийг дарж дэлгэрэнгүй үзнэ үү.", f"{count} requests. Press one to see more."),
        back=WentBack(),
        help=HelpWanted(),
    )


def idle() -> Page:
    return Page(
        "idle",
        b("Та үргэлжлүүлэх үү?", "Do you want to continue?"),
        (Countdown(38, 45),),
        lead=b(
            "38 секундын дараа хуудас хаагдана. Бичсэн зүйл тань арилна.",
            "The page closes in 38 seconds. What you wrote will be erased.",
        ),
        main=Action(b("Тийм, үргэлжлүүлье", "Yes, continue"), Stayed()),
        second=Action(b("Үгүй, дуусгах", "No, finish"), Finished()),
        bare=True,
        help=HelpWanted(),
    )


def diagnostics() -> Page:
    test = b("Шалгах", "Test")
    well = b("Хэвийн", "Well")
    rows = (
        ("screen", "desktop", b("Дэлгэц", "Screen"), "ok", well, "1080×1920, 3.20 px/mm"),
        ("card", "credit-card", b("Карт уншигч", "Card reader"), "ok", well, "PC/SC, 12 ms"),
        ("printer", "printer", b("Хэвлэгч", "Printer"), "err", b("Цаас дууссан", "No paper"), "PRINTER-04"),
        ("keypad", "dots-nine", b("Товчлуур", "Keypad"), "ok", well, "13:58"),
        ("headset", "headphones", b("Чихэвч", "Headset"), "plain", b("Шалгаагүй", "Not tested"), "21 ms"),
        ("link", "broadcast", b("Холбоо", "Link"), "warn", b("Сул", "Weak"), "64 kbit/s, 09:12"),
        ("clock", "clock", b("Цаг", "Clock"), "ok", well, "0.8 s"),
        ("trust", "lock", b("Итгэлийн жагсаалт", "Trust list"), "warn", b("Хуучирч байна", "Growing old"), "18 / 30"),
        ("store", "database", b("Хадгалалт", "Store"), "ok", well, "41.2 GB"),
        ("catalogue", "list-bullets", b("Каталог", "Catalogue"), "ok", well, "65, 11-19"),
    )
    parts = tuple(
        PartRow(part, icon, name, mark, state, Verbatim(measured), Action(test, TestWanted(part)))  # type: ignore[arg-type]  # literals in a table
        for part, icon, name, mark, state, measured in rows
    )
    return Page(
        "diagnostics",
        b("Техникийн оношилгоо", "Diagnostics"),
        (
            Counts(
                (
                    Count(Verbatim("41 / 65"), b("нээлттэй үйлчилгээ", "services open")),
                    Count(Verbatim("37"), b("илгээх хүсэлт", "in the outbox")),
                    Count(b("6 өдөр", "6 days"), b("хамгийн хуучин", "oldest waiting")),  # type: ignore[arg-type]  # any words
                    Count(Verbatim("0"), b("буцаасан", "rejected")),
                )
            ),
            Note(
                "err",
                b(
                    "80 мм-ийн цаасыг сольж, таглааг хаагаад «Шалгах» дарна уу.",
                    "Change the 80 mm roll, close the cover, press test.",
                ),
                "warning-circle",
                title=b("PRINTER-04 · Цаас дууссан", "PRINTER-04 · No paper"),
            ),
            Parts(parts),
        ),
        lead=Verbatim("2026-11-22 14:05:31"),
        actions=(
            Action(b("Туршилтын хуудас", "Test page"), TestPageWanted(), "file-text"),
            Action(b("Дуу шалгах", "Test the sound"), TestWanted("headset"), "speaker-high"),
        ),
        second=Action(b("Гарах", "Leave"), Finished(), "sign-out"),
        main=Action(b("Бүгдийг шалгах", "Test everything"), TestWanted("all"), "arrows-clockwise"),
        staff=True,
    )


def pad() -> Keys:
    rows = [tuple(Key(Verbatim(c, "digits"), Typed(c)) for c in row) for row in ("123", "456", "789")]
    last = (
        Key(b("Бүгдийг арилгах", "Erase all"), ErasedAll(), icon="trash"),
        Key(Verbatim("0", "digits"), Typed("0")),
        Key(b("Нэгийг арилгах", "Erase one"), ErasedOne(), icon="backspace"),
    )
    return Keys("pad", (*rows, last))


def form_error() -> Page:
    return Page(
        "form-error",
        b("Таны утасны дугаар?", "Your phone number?"),
        (
            Note(
                "err",
                b("Дугаар 8 оронтой. Дахиад 2 тоо оруулна уу.", "The number has 8 digits. Enter 2 more."),
                "warning-circle",
            ),
            Boxes((Box(b("Утас", "Phone"), Verbatim("9911 23"), faulty=True),)),
            pad(),
        ),
        lead=b(
            "Үнэмлэх бэлэн болоход мессеж очно. Жишээ: 9911 2345",
            "A message comes when the card is ready. Example: 9911 2345",
        ),
        above=_step(3),
        main=NEXT,
        back=WentBack(),
        help=HelpWanted(),
    )


def date_form() -> Page:
    boxes = (
        Box(b("Он", "Year"), Verbatim("2026"), active=False),
        Box(b("Сар", "Month"), Verbatim("1")),
        Box(b("Өдөр", "Day"), Verbatim(""), placeholder=b("оо", "dd"), active=False),
    )
    return Page(
        "date",
        b("Хэзээ нүүсэн бэ?", "When did you move?"),
        (Boxes(boxes), pad()),
        above=_step(3),
        main=Action(NEXT.words, None, NEXT.icon, b("Огноо дутуу", "The date is not whole")),
        back=WentBack(),
        help=HelpWanted(),
    )


def money_form() -> Page:
    return Page(
        "money",
        b("Сарын орлого хэд вэ?", "What is your monthly income?"),
        (Boxes((Box(b("Орлого", "Income"), Verbatim("1 250 000"), unit="₮"),)), pad()),
        above=_step(3),
        main=NEXT,
        back=WentBack(),
        help=HelpWanted(),
    )


def text_form() -> Page:
    text = "Манай хашааны гэрэлтүүлгийн шон хазайсан тул засаж өгнө үү гэж хүсэж байна "
    return Page(
        "text",
        b("Юу хүсэж байна вэ?", "What do you ask for?"),
        (Boxes((Box(b("Хүсэлт", "Request"), Verbatim(text)),)), keyboard("Хайх")),
        main=NEXT,
        lead=b("Товч бичнэ үү.", "Please write briefly."),
        above=_step(3),
        back=WentBack(),
        help=HelpWanted(),
    )


def service() -> Page:
    facts = (
        Fact("clock", b("Хугацаа", "Time needed"), b("2 минут", "2 minutes")),
        Fact("money", b("Төлбөр", "Fee"), b("Үнэгүй", "Free")),
        Fact("bank", b("Байгууллага", "Agency"), b("Улсын бүртгэл", "State registration")),
        Fact("printer", b("Юу авах вэ", "What you get"), b("Хэвлэсэн хуудас", "A printed page")),
    )
    return Page(
        "service",
        b("Оршин суугаа газрын хаягийн лавлагаа", "Certificate of residential address"),
        (
            Facts(facts),
            Heading(b("Юу хэрэгтэй вэ?", "What do you need?")),
            Ticks(
                (
                    ("check-circle", b("Иргэний үнэмлэх. Та уншуулсан байна.", "Your ID card. It has been read.")),
                    ("check-circle", b("Зориулалт. Хаана өгөхөө сонгоно.", "The purpose. You choose where it goes.")),
                )
            ),
            Note(
                "warn",
                b(
                    "Холбоо түр алга. Одоо хүсэлтээ үлдээж, лавлагаагаа дараа авна.",
                    "No link for now. Leave your request and collect the certificate later.",
                ),
                "wifi-slash",
            ),
        ),
        lead=b("Та хаана бүртгэлтэй болохыг тодорхойлно.", "It states where you are registered."),
        main=Action(b("Эхлэх", "Start"), Continued(), "arrow-right"),
        back=WentBack(),
        help=HelpWanted(),
    )


def insert_card() -> Page:
    return Page(
        "insert-card",
        b("Үнэмлэхээ хийнэ үү", "Insert your card"),
        (
            Machine(
                "card",
                b("Уншигч доор, баруун талд бий", "The reader is below, on the right"),
                title=b("Энд хийнэ", "Insert it here"),
                move="turn",
            ),
            Note(
                "warn",
                b("Үнэмлэхээ эргүүлээд дахин хийнэ үү", "Turn the card round and insert it again"),
                "arrow-clockwise",
            ),
            Ticks((("hand-palm", b("Үнэмлэхээ дуустал нь битгий аваарай", "Leave the card in until you finish")),)),
        ),
        back=WentBack(),
        help=HelpWanted(),
    )


def sending() -> Page:
    words = b("Илгээж байна. Түр хүлээнэ үү", "Sending. Please wait")
    return Page(
        "sending",
        words,
        (
            Progress(
                2,
                5,
                b("Энд хадгалсан", "Kept here"),
                "lock",
                b("Одоо байгууллагад илгээж байна", "Now it goes to the agency"),
            ),
            Paragraph(
                b(
                    "Холбоо тасарвал машин өөрөө дараа илгээнэ.",
                    "If the link fails, the machine sends it later by itself.",
                )
            ),
        ),
    )


LONG_MN = (
    "Энэ машин төрийн үйлчилгээг таны ойр хүргэнэ. Үнэмлэхээ уншигчид хийгээд ПИН кодоо оруулна. "
    "Дараа нь үйлчилгээгээ сонгоно. Хүсэлт тань энэ машинд хадгалагдаж, холбоо ормогц байгууллагад очно. "
    "Цаасан дээрх дугаараар явцыг хэзээ ч харж болно. Үнэмлэхээ авахаа битгий мартаарай. "
    "Хэрэв цаас гарахгүй бол дугаараа бичиж аваарай."
)
LONG_EN = (
    "This machine brings the services of the state close to you. Insert your card and enter your PIN. "
    "Then choose a service. Your request is kept in this machine and goes to the agency when the link is back. "
    "With the number on the paper you can see at any time how it goes. Do not forget to take your card. "
    "If the paper does not come out, write the number down."
)


def help_page() -> Page:
    return Page(
        "help",
        b("Тусламж", "Help"),
        (
            Paragraph(b(LONG_MN * 2, LONG_EN * 2)),
            Rows((Row("hand-pointing", b("Яаж ашиглах вэ?", "How is it used?"), Continued()),)),
        ),
        actions=(Action(b("Буцах", "Go back"), WentBack(), "arrow-left"),),
        back=WentBack(),
    )


def out_of_service() -> Page:
    return Page(
        "out-of-service",
        b("Машин түр ажиллахгүй байна", "This machine is out of service for now"),
        (
            Note("err", b("Карт уншигч ажиллахгүй байна.", "The card reader does not work."), "warning-circle"),
            Paragraph(
                b("Ойрын цэг: Эрдэнэбулган сумын Хурдан цэг", "Nearest: Khurdan point in Erdenebulgan soum"),
                icon="map-pin",
            ),
            Paragraph(b("Утас: 7000 1111", "Telephone: 7000 1111"), icon="phone"),
            Paragraph(Verbatim("CARD-02"), "caption"),
        ),
        mark=("warn", "warning"),
        help=HelpWanted(),
    )


PAGES = {
    made.name: made
    for made in (
        attract(),
        attract_with_begin(),
        pin(),
        pin_wrong(),
        home(),
        search(),
        form(),
        review(),
        done(),
        trouble(),
        requests(),
        idle(),
        diagnostics(),
        form_error(),
        date_form(),
        money_form(),
        text_form(),
        service(),
        insert_card(),
        sending(),
        help_page(),
        out_of_service(),
    )
}
WITHOUT_LINK = frozenset({"done", "service"})
WITHOUT_PAPER = frozenset({"trouble"})


def screen(
    page: Page, presentation: Presentation = Presentation(), *, focus: str | None = None, practice: bool = False
) -> Screen:
    around = header(link=page.name not in WITHOUT_LINK, paper=page.name not in WITHOUT_PAPER)
    banner = b("Дасгал. Юу ч илгээхгүй, хэвлэхгүй", "Practice. Nothing is sent or printed") if practice else None
    keys = () if page.staff else footer(page, presentation)
    return Screen(page, around, keys, focus, Banner(banner, "hand-pointing") if banner else None)
