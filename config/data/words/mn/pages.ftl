# Хуудас бүрийн үг. Бүгд ноорог: docs/language-review.md

when = { $date }, { $hour }:{ $minute }

## Толгой, хөл
header-below = { $aimag } · ТҮЦ машин { $number }
    .say = { $aimag }, түц машин { $number }
header-link-up = Холбоо бий
header-link-down = Холбоо түр алга
header-paper-ok = Цаас бий
header-paper-low = Цаас дуусаж байна
header-paper-out = Цаас дууссан
header-cover-open = Хэвлэгчийн таг нээлттэй
header-printer-lost = Хэвлэгч холбогдоогүй
footer-help = Тусламж
footer-to-english = English
    .say = Англи хэл
footer-to-mongolian = Монгол
footer-letters = Үсэг
    .say = Үсгийн хэмжээ
footer-colours = Өнгө
    .say = Дэлгэцийн өнгө
footer-voice = Дуу
    .say = Дуу хоолой
footer-lower = Доош
    .say = Товчнуудыг доош буулгах
footer-no-back = Эндээс буцах боломжгүй
footer-no-help = Энд тусламж хэрэггүй

## Товч
button-next = Үргэлжлүүлэх
button-back = Буцах
button-edit = Засах
button-cancel = Болих
button-send = Илгээх
button-finish = Дуусгах
button-home = Эхлэл
button-more = Өөр үйлчилгээ
button-try-again = Дахин оролдох
button-page-next = Дараах
button-page-prev = Өмнөх
key-find = Хайх

## Эхний хуудас
attract-welcome = Тавтай морилно уу
attract-below = Төрийн үйлчилгээ танд ойр
attract-insert = Үнэмлэхээ уншигчид хийнэ үү
attract-insert-other = Insert your ID card to begin
    .say = { "" }
attract-browse = Үйлчилгээ үзэх
attract-browse-other = Browse services
    .say = { "" }
attract-practise = Дасгал хийх
attract-practise-other = Practise first
    .say = { "" }
attract-headset = Дуугаар ашиглах бол товчлуурын дурын товчийг дарна уу
attract-headset-other = Press any key of the keypad and the machine speaks to you
    .say = { "" }

## Үнэмлэх
card-insert = Үнэмлэхээ уншигчид хийнэ үү
card-here = Уншигч энд байна
card-way = Зурагтай тал нь дээшээ, чип нь урагшаа
card-keep = Дуустал үнэмлэхээ битгий аваарай
card-pin-ready = Дараа нь ПИН кодоо оруулна
    .say = Дараа нь пин кодоо оруулна
card-take = Үнэмлэхээ аваарай
card-trouble-title = Үнэмлэхийг ашиглаж чадсангүй
take-card-title = Үнэмлэхээ аваарай
take-card-forgotten = Таны мэдээллийг энэ машинаас арилгасан

## ПИН
pin-title = ПИН кодоо оруулна уу
    .say = Пин кодоо оруулна уу
pin-lead = Үнэмлэхийн нууц код. { $n } удаа оролдож болно
pin-cover = Дарахдаа нөгөө гараараа халхална уу
pin-secret = Кодоо хэнд ч битгий хэлээрэй
pin-wrong-uncounted = Код таарсангүй
pin-wrong = Код таарсангүй. Дахиад { $n } удаа оролдож болно
pin-checking = Үнэмлэх кодыг шалгаж байна
pin-staff-only = Машин түр ажиллахгүй байна. Зөвхөн техникч нэвтэрнэ
pin-key-hidden = Кодоо тоон товчлуураар оруулна уу
pin-not-ready = Эхлээд кодоо бүтэн оруулна уу
pin-count = { $n } тоо орлоо

## Нүүр
home-greeting = Сайн байна уу, { $name }
home-browse = Үйлчилгээ үзэх
home-search = Үйлчилгээ хайх
home-for-you = Танд
home-by-area = Чиглэлээр сонгох
home-answered = { $n } хүсэлтэд хариу ирсэн
home-answered-second = Миний хүсэлтүүдийг үзэх
home-mine-second = { $n } хүсэлт энэ машинд бий
home-taken = Энэ машинаас хамгийн их авдаг
home-card = Үнэмлэхээрээ нэвтрэх
home-card-second = Үйлчилгээ авахад үнэмлэх хэрэгтэй
area-count = { $n } үйлчилгээ

## Хайлт
search-title = Үйлчилгээ хайх
search-hint = Нэрнээс нь хэдэн үсэг бичнэ үү. Латинаар ч болно
search-found = { $n } үйлчилгээ олдлоо
search-found-more = Эхний { $n } үйлчилгээ. Цөөлөх бол үсэг нэмнэ үү
search-none = Олдсонгүй. Өөр үгээр хайх эсвэл чиглэл сонгоно уу
search-clear = Арилгах

## Үйлчилгээ
kind-reference = Лавлагаа
kind-application = Хүсэлт
kind-appointment = Цаг захиалга
kind-feedback = Санал, гомдол
kind-payment = Төлбөр
kind-information = Мэдээлэл
kind-and-agency = { $kind } · { $agency }
    .say = { $kind }, { $agency }
service-time = Хугацаа
service-fee = Төлбөр
service-free = Үнэгүй
service-fee-unknown = Байгууллага хэлнэ
service-fee-old = { $amount } (хуучин мэдээлэл)
    .say = { $amount }, хуучин мэдээлэл
service-agency = Байгууллага
service-gives = Юу авах вэ
service-unknown = Тодорхойгүй
service-need = Юу хэрэгтэй вэ?
service-start = Эхлэх
service-unverified = Нөхцөлийг байгууллагаар баталгаажуулаагүй байна
service-no-link = Холбоо түр алга. Хүсэлтээ одоо үлдээж, хариугаа дараа авна
time-minute = { $n } минут
time-hour = { $n } цаг
time-day = { $n } өдөр
time-workday = { $n } ажлын өдөр

## Маягт
form-step = { $n }-р алхам, нийт { $of }
review-title = Мэдээллээ шалгана уу
review-lead = Зөв бол доор зөвшөөрөөд «Илгээх» товчийг дарна уу
review-service = Үйлчилгээ
review-who = Хүсэлт гаргагч
review-nobody = Нэргүй
review-fee = Төлбөр
review-left-out = Бөглөөгүй
review-consent = Энэ мэдээллийг { $agency } илгээхийг зөвшөөрч байна
review-consent-first = Эхлээд зөвшөөрлийн нүдийг дарна уу
cancel-title = Хүсэлтээ болих уу?
cancel-note = Бөглөсөн зүйл тань арилна. Юу ч илгээгдэхгүй
cancel-no = Үгүй, үргэлжлүүлье
cancel-yes = Тийм, болъё

## Илгээх, дуусгах
busy-keeping = Хүсэлтийг хадгалж байна. Түр хүлээнэ үү
busy-keeping-step = Нууцалж хадгалах
busy-sending = Илгээж байна. Түр хүлээнэ үү
busy-sending-step = Байгууллагын хариуг хүлээх
busy-printing = Хэвлэж байна
busy-printing-step = Цаас хэвлэх
busy-kept = Хүсэлт тань энд найдвартай хадгалагдсан
busy-next = Хариу ирэхгүй бол дугаартай цаас хэвлэнэ
send-trouble-title = Хүсэлтийг хүлээн авсангүй
send-trouble-kept = Бөглөсөн зүйл тань энд хэвээр байна
done-title-waiting = Энэ машин хүсэлтийг тань хүлээн авлаа
done-title-sending = Энэ машин хүсэлтийг тань хүлээн авлаа
done-title-unknown = Энэ машин хүсэлтийг тань хүлээн авлаа
done-title-accepted = Байгууллага хүсэлтийг тань хүлээн авлаа
done-title-answered = Таны лавлагаа бэлэн боллоо
done-title-rejected = Хүсэлтийг буцаасан
done-number = Хүсэлтийн дугаар
done-paper = Цаасаа аваарай
done-paper-copy = Хуулбар цаасаа аваарай
done-card = Үнэмлэхээ аваарай
done-wait = Хариугаа хүлээгээрэй
done-wait-second = Явцыг энэ машинаас үзнэ
done-next-waiting = Одоогоор энд хадгалсан. Холбоо ормогц машин өөрөө илгээнэ
done-next-sending = Машин одоо илгээж байна
done-next-unknown = Байгууллагын хариуг шалгаж байна
done-next-accepted = Байгууллага хүсэлтийг тань шалгаж эхэлнэ
done-next-answered = Цаасан дээрх дөрвөлжин кодоор жинхэнэ эсэхийг шалгана
done-rejected = Шалтгаан: { $reason }
print-failed = Цаас хэвлэгдсэнгүй
print-safe = Хүсэлтийг тань хүлээн авсан. Юу ч алдагдаагүй
print-ask = Цаас бүтэн гарсан уу?
print-unknown-lead = Хэвлэгч дуусгаснаа мэдэгдсэнгүй. Цаасаа харна уу
print-again = Дахин хэвлэж үзэх
print-finish = Цаасгүй дуусгах
print-keep-write = Дугаараа бичиж аваарай
print-keep-photo = Утсаараа зургийг нь аваарай
print-keep-listen = «Дуу» товчоор сонсоорой
print-later = Цаас хийсний дараа «Миний хүсэлтүүд»-ээс хэвлүүлж болно
print-later-reference = Цаасгүй дуусгавал лавлагааг дараа дахин захиалж болно
print-later-nameless = Дугаараа заавал тэмдэглэж аваарай. Нэргүй хүсэлтийг дараа хэвлэх боломжгүй
print-whole = Тийм, бүтэн гарсан
print-not-whole = Үгүй, бүтэн гараагүй
print-copy-note = Дахин хэвлэвэл ижил дугаартай хуулбар гарна
practise-banner = Дасгал. Юу ч илгээхгүй, хэвлэхгүй
practised-title = Дасгал дууслаа
practised-note = Юу ч илгээгээгүй, хэвлээгүй. Одоо жинхэнээр нь хийж болно
practised-again = Дахин дасгал хийх

## Миний хүсэлтүүд
mine-print = Баримтыг хэвлэх
mine-title = Миний хүсэлтүүд
mine-lead = { $n } хүсэлт. Нэгийг дарж дэлгэрэнгүй үзнэ үү
mine-looking = Хүсэлтүүдийг тань хайж байна
mine-none = Энэ машинаас өгсөн хүсэлт алга
mine-other-service = Өөр үйлчилгээ
mine-second = { $number } · { $date }
    .say = { $number }, { $date }
mine-reason = Шалтгаан: { $reason }
state-waiting = Холбоо хүлээж байна
state-sending = Илгээж байна
state-accepted = Байгууллага хүлээн авсан
state-rejected = Буцаасан. Шалтгааныг үзэх
state-unknown = Тодорхойгүй. Шалгаж байна
state-answered = Хариу ирсэн
state-waiting-next = Хүсэлт энд хадгалагдсан. Холбоо ормогц машин өөрөө илгээнэ
state-sending-next = Хүсэлтийг одоо илгээж байна
state-accepted-next = Байгууллага хүсэлтийг тань хүлээн авч, шалгаж байна
state-rejected-next = Мэдээллээ засаад шинэ хүсэлт өгч болно
state-unknown-next = Хариу тодорхойгүй байна. Машин өөрөө дахин шалгана
state-answered-next = Хариу бэлэн болсон. Байгууллагаас авна уу

## Идэвхгүй, ажиллахгүй
idle-title = Та үргэлжлүүлэх үү?
idle-yes = Тийм, үргэлжлүүлье
idle-no = Үгүй, дуусгах
idle-warn = { $s } секундын дараа хуудас хаагдана. Бичсэн зүйл тань арилна
idle-warn-kept = { $s } секундын дараа хуудас хаагдана. Хүсэлт тань хадгалагдсан
out-title = Машин түр ажиллахгүй байна
out-nearest = Хамгийн ойр газар: { $place }
out-phone = Утас: { $phone }
out-since = { $time } цагаас хойш
    .say = { $time }аас хойш
fault-code = Код: { $code }

## Тусламж
help-title = Тусламж
help-back = Хуудас руу буцах
help-card = Үнэмлэх, ПИН код
    .say = Үнэмлэх, пин код
help-card-body = Үнэмлэхээ чиптэй талаар нь уншигчид хийнэ. Дуустал битгий аваарай. Кодоо мартсан бол улсын бүртгэгчид хандана уу.
help-keys = Товчлуур, дуу
help-keys-body = Дээш, доош товчоор сонголтоо зөөнө. Голын товчоор сонгоно. Зүүн товчоор буцна. Эхний хуудсанд дурын товч дарахад машин ярина.
help-privacy = Таны мэдээлэл
help-privacy-body = Хүсэлтийг нууцалж хадгална. Зөвхөн байгууллага уншина. Үнэмлэхээ авмагц энд өөр юу ч үлдэхгүй.
help-on-attract = Үнэмлэхээ уншигчид хийгээд эхэлнэ
help-on-insert-card = Үнэмлэхээ уншигчид хийнэ
help-on-pin = Үнэмлэхийнхээ нууц кодыг тоогоор оруулна
help-on-card-trouble = Үнэмлэхээ аваад дахин хийж үзнэ
help-on-card-blocked = Улсын бүртгэгчид хандаж кодоо тайлуулна
help-on-home = Үйлчилгээг нэрээр нь хайх эсвэл чиглэлээс сонгоно
help-on-browse = Үйлчилгээг нэрээр нь хайх эсвэл чиглэлээс сонгоно
help-on-search = Үйлчилгээний нэрийн эхний үсгүүдийг бичнэ
help-on-area = Жагсаалтаас нэг үйлчилгээ сонгоно
help-on-service = Нөхцөлийг уншаад «Эхлэх» товчийг дарна
help-on-form = Асуултад хариулаад «Үргэлжлүүлэх» товчийг дарна
help-on-review = Бичсэнээ шалгаад зөвшөөрч илгээнэ
help-on-cancel = Үргэлжлүүлэх эсвэл болихоо сонгоно
help-on-waiting = Хариу иртэл хүлээнэ. Хүсэлт аль хэдийн хадгалагдсан
help-on-send-trouble = Дахин оролдох эсвэл болихоо сонгоно
help-on-printing = Цаас гарахыг хүлээнэ
help-on-done = Цаас, үнэмлэхээ аваад «Дуусгах» товчийг дарна
help-on-printing-trouble = Дугаараа тэмдэглээд дахин хэвлэх эсвэл дуусгана
help-on-printing-unknown = Цаас бүтэн гарсан эсэхийг хэлнэ
help-on-practised = Дахин дасгал хийх эсвэл дуусгана
help-on-my-requests = Нэг хүсэлтийг дарж явцыг нь үзнэ
help-on-one-request = Хүсэлтийн явц энд байна
help-on-out-of-service = Хамгийн ойр газарт хандана уу

## Техникч
staff-title = Техникийн оношилгоо
staff-now = { $when } · v{ $version }
staff-open = нээлттэй үйлчилгээ
staff-outbox = илгээх хүсэлт
staff-oldest = хамгийн хуучин
staff-returned = буцаасан
staff-fault = { $code } · { $words }
    .say = { $code }, { $words }
staff-test = Шалгах
staff-test-all = Бүгдийг шалгах
staff-test-page = Туршилтын хуудас
staff-sound = Дууны шалгалт
staff-leave = Гарах
staff-testing = Шалгаж байна
staff-not-measured = Хэмжээгүй
staff-touch = Дэлгэцийн мэдрэгчийг шалгах
staff-touch-count = Товч бүрийг дарна уу. { $n } / { $of }
    .say = Товч бүрийг дарна уу. Нийт { $of }, дарсан нь { $n }
staff-touch-done = Дуусгах
health-well = Хэвийн
health-warning = Анхаарах
health-untested = Шалгаагүй
health-not-reachable = Холбогдохгүй
health-not-responding = Хариу өгөхгүй
health-faulty = Эвдэрсэн
part-screen = Дэлгэц
part-card = Карт уншигч
part-printer = Хэвлэгч
part-headset = Чихэвч
part-keypad = Товчлуур
part-link = Холбоо
part-clock = Цаг
part-trust = Итгэмжит жагсаалт
part-store = Санах ой
part-catalogue = Каталог

## Зөвхөн дуугаар
say-count = Энэ хуудсанд { $n } товч бий
say-chosen = сонгосон
say-not-chosen = сонгоогүй
say-closed = одоо дарах боломжгүй
say-empty = хоосон
say-place = { $n }-р, нийт { $of }
say-role-button = товч
say-role-option = сонголт
say-role-tick = зөвшөөрөл
say-role-tile = чиглэл
say-role-row = мөр
say-role-key = үсгийн товч
say-role-pin = кодын товч
say-role-footer = доод товч
say-rate = хурд { $n }
say-volume = дууны хэмжээ { $n }

## Буцаасан шалтгаан
reason-service = Энэ үйлчилгээг одоогоор авах боломжгүй
reason-answers = Зарим хариулт шаардлагад нийцээгүй
reason-unreadable = Байгууллага хүсэлтийг нээж чадсангүй. Дахин өгнө үү
reason-other = Код { $code }
