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
header-no-sound = Дуу гарахгүй байна
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
attract-check = Цаас шалгах
attract-check-other = Check a paper
    .say = { "" }
attract-speech = Дуугаар үйлчлүүлэх (Speak to me)
    .say = Дуугаар үйлчлүүлэх
attract-headset = Дуугаар үйлчлүүлэх бол товчлуурын дурын товчийг дарах эсвэл дэлгэц дээр хуруугаа гурван секунд тавина уу
attract-headset-other = Press any key of the keypad, or hold a finger on the screen for three seconds, and the machine speaks to you
    .say = { "" }

## Үнэмлэх
card-insert = Үнэмлэхээ уншигчид хийнэ үү
card-here = Уншигч энд байна
card-way = Зурагтай тал нь дээшээ, чип нь урагшаа
card-keep = Дуустал үнэмлэхээ битгий аваарай
card-passport = Гадаад паспортаар цөөн үйлчилгээ авч болно
card-pin-ready = Дараа нь ПИН кодоо оруулна
    .say = Дараа нь пин кодоо оруулна
card-take = Үнэмлэхээ аваарай
assist-title-out = Үнэмлэхээ аваад, дараа нь иргэний үнэмлэхийг хийнэ үү
assist-title = Иргэний үнэмлэхийг хийнэ үү
assist-lead = Ажилтан: { $name }
assist-then = Дараа нь иргэний үнэмлэх, зурагтай тал нь дээшээ, чип нь урагшаа
assist-pin = ПИН кодыг иргэн өөрөө оруулна. Та битгий хараарай
    .say = Пин кодыг иргэн өөрөө оруулна. Та битгий хараарай
assist-end = Иргэн үнэмлэхээ авмагц үйлчилгээ дуусна
assist-end-stays = Таны үнэмлэх байгаа цагт дараагийн иргэнд үйлчилж болно
assist-summary = Өдрийн тайлан хэвлэх
assist-leave = Туслахаа дуусгах
assist-banner = Тусалж буй ажилтан: { $name }
    .say = Тусалж буй ажилтан, { $name }
assist-pin-citizen-title = Иргэн ПИН кодоо оруулна уу
    .say = Иргэн пин кодоо оруулна уу
assist-pin-citizen = Ажилтан кодыг оруулахгүй, харахгүй
assist-pin-officer-title = Ажилтан ПИН кодоо оруулна уу
    .say = Ажилтан пин кодоо оруулна уу
assist-pin-officer = Хоёр дахь уншигчид байгаа ажилтны үнэмлэхийн код
assist-take-beside = Хоёр дахь уншигчаас үнэмлэхийг авна уу
card-trouble-title = Үнэмлэхийг ашиглаж чадсангүй
take-card-title = Үнэмлэхээ аваарай
take-card-forgotten = Таны мэдээллийг энэ машинаас арилгасан
take-card-paper = Цаасаа бас аваарай
take-paper-title = Цаасаа аваарай
take-paper-here = Цаас эндээс гарна
take-paper-back = Аваагүй цаасыг машин буцааж татна

## ПИН
pin-title = ПИН кодоо оруулна уу
    .say = Пин кодоо оруулна уу
pin-lead = Үнэмлэхийн нууц код. { $n } удаа оролдож болно
pin-lead-uncounted = Үнэмлэхийн нууц код
pin-cover = Дарахдаа нөгөө гараараа халхална уу
pin-secret = Кодоо хэнд ч битгий хэлээрэй
pin-wrong = Код таарсангүй. Дахиад { $n } удаа оролдож болно
pin-wrong-uncounted = Код таарсангүй. Дахин оролдоно уу
pin-checking = Үнэмлэх кодыг шалгаж байна
pin-staff-only = Машин түр ажиллахгүй байна. Зөвхөн техникч нэвтэрнэ
pin-key-hidden = Кодын товчийг чанга яригчаар нэрлэхгүй. Чихэвч залгана уу, эсвэл тоон товчлуур байвал түүгээр оруулна уу. Тоолж оруулж бас болно: нэгээс ес хүртэл, дараа нь бүгдийг арилгах, тэг, нэгийг арилгах
pin-key-first = Та одоо нэг дээр байна
pin-key-last = Та одоо нэгийг арилгах дээр байна
pin-not-ready = Эхлээд кодоо бүтэн оруулна уу
pin-last-title = Нэг л удаа оролдож болно
pin-last-wrong = Код таарсангүй
pin-last-if-wrong = Кодоо сайн санаж байна уу?
pin-last-warn = Дахин таарахгүй бол ПИН код түгжигдэнэ. Зөвхөн улсын бүртгэгч тайлна
    .say = Дахин таарахгүй бол пин код түгжигдэнэ. Зөвхөн улсын бүртгэгч тайлна
pin-last-try = Санаж байна, оролдъё
pin-last-take = Үнэмлэхээ авах
pin-last-leave = Одоо солихгүй
pin-wait-title = Түр хүлээнэ үү
pin-wait-left = { $n } секунд үлдлээ
pin-wait-safe = Энэ машинд олон удаа буруу код орсон
pin-wait-why = Хэн нэгэн код таахаас хамгаалж хүлээж байна. Дараа нь та кодоо оруулна
pin-wait-reason = Хугацаа дуустал код оруулах боломжгүй
pin-reader-title = ПИН кодоо уншигч дээр оруулна уу
    .say = Пин кодоо уншигч дээр оруулна уу
pin-reader-where = Товч нь уншигч дээр бий
pin-reader-start = Уншигч дээр эхлэх
pin-reader-started = Уншигч таны кодыг хүлээж байна
pin-reader-now = Одоо кодоо уншигчийн товчоор оруулна уу
pin-reader-time-out = Хугацаанд код орсонгүй. Оролдлого хасагдаагүй
pin-reader-cancelled = Уншигч дээр болиулсан. Оролдлого хасагдаагүй
pin-reader-length = Код хэт богино эсвэл хэт урт байна. Оролдлого хасагдаагүй
pin-count = { $n } тоо орлоо
    .say = { $n ->
        [1] од, нэг дэх
        [2] од, хоёр дахь
        [3] од, гурав дахь
        [4] од, дөрөв дэх
        [5] од, тав дахь
        [6] од, зургаа дахь
        [7] од, долоо дахь
        [8] од, найм дахь
       *[other] { $n } тоо орлоо
    }

## ПИН код солих
pin-change-current = Одоогийн ПИН кодоо оруулна уу
    .say = Одоогийн пин кодоо оруулна уу
pin-change-current-lead = Та түүгээрээ нэвтэрсэн
pin-change-new = Шинэ ПИН код сонгоно уу
    .say = Шинэ пин код сонгоно уу
pin-change-new-lead = 6–8 оронтой. Төрсөн өдөр, дараалсан тоо битгий сонгоорой
    .say = Зургаагаас найман орон. Төрсөн өдөр, дараалсан тоо битгий сонгоорой
pin-change-again = Шинэ ПИН кодоо дахин оруулна уу
    .say = Шинэ пин кодоо дахин оруулна уу
pin-change-again-lead = Санамсаргүй буруу дарснаас сэргийлнэ
pin-change-not-ready = Эхлээд 6–8 тоо оруулна уу
    .say = Эхлээд зургаагаас найман тоо оруулна уу
pin-change-busy = Үнэмлэх ПИН кодоо сольж байна. Битгий аваарай
    .say = Үнэмлэх пин кодоо сольж байна. Битгий аваарай
pin-change-alike = Нэг тоо давтагдсан байна. Өөр код сонгоно уу
pin-change-run = Дараалсан тоо байна. Өөр код сонгоно уу
pin-change-known = Регистр, төрсөн өдрийн тань тоо. Өөр код сонгоно уу
pin-change-same = Одоогийн кодтой адил байна. Өөр код сонгоно уу
pin-change-mismatch = Хоёр код таарсангүй. Шинэ кодоо дахин сонгоно уу
pin-changed-title = Таны ПИН код солигдлоо
    .say = Таны пин код солигдлоо
pin-changed-note = Одооноос зөвхөн шинэ кодоор нэвтэрнэ
pin-changed-write = Кодоо үнэмлэх дээрээ битгий бичээрэй
pin-not-changed-title = Таны ПИН код солигдсонгүй
    .say = Таны пин код солигдсонгүй
pin-not-changed-note = Үнэмлэх шинэ кодыг авсангүй
pin-not-changed-old = Хуучин код хүчинтэй. Өөр код сонгох эсвэл улсын бүртгэгчид хандана уу
pin-change-unsure-title = ПИН код солигдсон эсэх тодорхойгүй байна
    .say = Пин код солигдсон эсэх тодорхойгүй байна
pin-change-unsure = Дараагийн удаа эхлээд шинэ кодоо, дараа нь хуучнаа оруулна уу

## Нүүр
## A document without a PIN.

document-way = Баримт бичгээ юугаар нээх вэ?
document-way-label = Нээх арга
document-way-why = Чип нь хэвлэсэн мэдээллээр нээгдэнэ
document-by-dates = Дугаар, хоёр огноогоор
document-by-access = Зургаан оронтой нэвтрэх дугаараар
document-number = Баримт бичгийн дугаарыг оруулна уу
document-number-label = Дугаар
document-number-where = Зурагтай нүүрний баруун дээд буланд бий
document-born = Баримт дээрх төрсөн өдрийг оруулна уу
document-born-label = Төрсөн өдөр
document-born-where = Зурагтай нүүрэнд, нэрийн доор бий
document-born-later = Энэ өдөр болоогүй байна. Төрсөн өдрөө шалгана уу
document-expires = Хүчинтэй хугацаа дуусах өдрийг оруулна уу
document-expires-label = Дуусах өдөр
document-expires-where = Зурагтай нүүрэн дээрх хамгийн сүүлийн огноо
document-expired = Хугацаа нь дууссан баримтаар нэвтрэхгүй. Шалгана уу
document-access = Зургаан оронтой нэвтрэх дугаарыг оруулна уу
document-access-label = Нэвтрэх дугаар
document-access-where = Зурагтай талын баруун доод буланд бий зургаан тоо
document-misread = Баримт бичгийг уншиж чадсангүй. Зурагтай нүүрийг уншигч дээр дахин тавина уу
document-wrong = Баримт бичиг нээгдсэнгүй. Дугаар, хоёр огноог хэвлэсэнтэй нь тулгаж шалгана уу
document-compare = Баримт бичигтэйгээ тулгана уу
document-opening-title = Баримт бичгийг нээж байна
document-opening = Түр хүлээнэ үү. Баримт бичгээ битгий аваарай
home-document = ПИН кодгүй тул олон үйлчилгээ хаалттай байна

home-greeting = Сайн байна уу, { $name }
home-browse = Үйлчилгээ үзэх
home-search = Үйлчилгээ хайх
home-for-you = Танд
home-by-area = Чиглэлээр сонгох
home-answered = { $n } хүсэлтэд хариу ирсэн
home-answered-second = Миний хүсэлтүүдийг үзэх
home-mine-second = { $n ->
    [0] Энэ машинд хүсэлт алга
   *[other] { $n } хүсэлт энэ машинд бий
}
home-mine-unread = Одоогоор уншиж чадахгүй байна
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
kind-device = Энэ машин дээр
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
review-lead = Зөв бол төгсгөлд нь зөвшөөрөөд «Илгээх» товчийг дарна уу
review-service = Үйлчилгээ
review-who = Хүсэлт гаргагч
review-assisted = Тусалсан ажилтан
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
send-unknown-title = Хүсэлтийг хүлээн авсан эсэх нь тодорхойгүй
send-unknown-number = Хүлээн авсан бол дугаар нь
send-unknown-next = Дахин оролдвол хүсэлт давхардахгүй. Болохгүй бол дугаарыг тэмдэглэж аваад, машин засагдсаны дараа «Миний хүсэлтүүд» хэсгээс харна уу
done-title-waiting = Энэ машин хүсэлтийг тань хүлээн авлаа
done-title-sending = Энэ машин хүсэлтийг тань хүлээн авлаа
done-title-unknown = Энэ машин хүсэлтийг тань хүлээн авлаа
done-title-accepted = Байгууллага хүсэлтийг тань хүлээн авлаа
done-title-answered = Таны лавлагаа бэлэн боллоо
done-title-rejected = Хүсэлтийг буцаасан
done-number = Хүсэлтийн дугаар
done-paper = Цаасаа аваарай
done-paper-copy = Хуулбар цаасаа аваарай
done-taken = Баярлалаа. Та цаасаа авлаа
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
print-unconfirmed-lead = Хэвлэгч рүү илгээлээ. Цаас бүтэн гарсан эсэхийг харна уу
    .say = Хэвлэгч рүү илгээлээ. Цаас бүтэн гарсан эсэхийг гараараа шалгана уу
print-again = Дахин хэвлэж үзэх
print-finish = Цаасгүй дуусгах
print-keep-write = Дугаараа бичиж аваарай
print-keep-photo = Утсаараа зургийг нь аваарай
print-keep-listen = Цаасыг уншуулж сонсоорой
print-later = Цаас хийсний дараа «Миний хүсэлтүүд» хэсгээс хэвлүүлж болно
print-later-reference = Цаасгүй дуусгавал лавлагааг дараа дахин захиалж болно
print-later-nameless = Дугаараа заавал тэмдэглэж аваарай. Нэргүй хүсэлтийг дараа хэвлэх боломжгүй
print-whole = Тийм, бүтэн гарсан
print-not-whole = Үгүй, бүтэн гараагүй
print-copy-note = Дахин хэвлэвэл ижил дугаартай хуулбар гарна
print-barimt-once = И-баримт зөвхөн эхний цаасан дээр байна. Хуулиар дахин хэвлэхгүй
drawn-back-title = Цаасыг буцааж татлаа
drawn-back-lead = Цаасыг хугацаанд нь аваагүй
drawn-back-again = Хуулбарыг хэвлэх
drawn-back-later = Дараа нь «Миний хүсэлтүүд» хэсгээс хэвлүүлж болно
practise-banner = Дасгал. Юу ч илгээхгүй
practised-title = Дасгал дууслаа
practised-note = Юу ч илгээгээгүй. Одоо жинхэнээр нь хийж болно
practised-again = Дахин дасгал хийх
practised-print = Дасгалын цаас хэвлэх
practised-printed = Нэг дасгалд нэг цаас хэвлэнэ
hear-paper = Цаасыг уншуулж сонсох
hear-aloud = Тийм, чангаар уншуулах
hear-warning = Чангаар уншихад хажуугийн хүн сонсоно. Сонсгохгүй бол дарах хэрэггүй

## Миний хүсэлтүүд
mine-print = Баримтыг хэвлэх
mine-title = Миний хүсэлтүүд
mine-lead = { $n } хүсэлт. Нэгийг дарж дэлгэрэнгүй үзнэ үү
mine-looking = Хүсэлтүүдийг тань хайж байна
mine-none = Энэ машинаас өгсөн хүсэлт алга
mine-unreadable = Хүсэлтүүдийг тань одоо уншиж чадсангүй. Энэ нь хүсэлт байхгүй гэсэн үг биш
mine-unreadable-next = Дахин оролдоно уу. Болохгүй бол энэ кодыг ажилтанд хэлэх, эсвэл хуудсан дээрх дугаараараа лавлана уу
mine-other-service = Өөр үйлчилгээ
mine-second = { $number } · { $date }
    .say = { $number }, { $date }
state-waiting = Холбоо хүлээж байна
state-sending = Илгээж байна
state-accepted = Байгууллага хүлээн авсан
state-rejected = Буцаасан. Шалтгааныг үзэх
state-rejected-here = Буцаасан
state-unknown = Тодорхойгүй. Шалгаж байна
state-answered = Хариу ирсэн
state-waiting-next = Хүсэлт энд хадгалагдсан. Холбоо ормогц машин өөрөө илгээнэ
state-sending-next = Хүсэлтийг одоо илгээж байна
state-rejected-next = Мэдээллээ засаад шинэ хүсэлт өгч болно
state-unknown-next = Хариу тодорхойгүй байна. Машин өөрөө дахин шалгана
state-answered-next = Хариу бэлэн болсон. Байгууллагаас авна уу
state-in_work = Ажилтан шалгаж байна
state-in_work-next = Байгууллагын ажилтан хүсэлтийг тань шалгаж байна
state-overdue = Хугацаа хэтэрсэн
state-overdue-next = Байгууллага хугацаандаа хариу өгөөгүй байна
mine-due = Хариу өгөх сүүлийн өдөр: { $date }
mine-was-due = Хариу өгөх ёстой байсан өдөр: { $date }
mine-overdue-may-title = Та юу хийж болох вэ?
mine-overdue-may = Дээд шатны байгууллагад гомдол гаргаж болно. Энэ машинаас Засгийн газрын 11-11 төвд ч гомдол илгээж болно
    .say = Дээд шатны байгууллагад гомдол гаргаж болно. Энэ машинаас Засгийн газрын арван нэг, арван нэг төвд ч гомдол илгээж болно
mine-reference = Байгууллагын баримтын дугаар: { $number }
next-appeal = Шийдвэрийг зөвшөөрөхгүй бол дээд шатны байгууллагад гомдол гаргаж болно
next-ask = Асуух зүйл байвал байгууллагаас лавлана уу

## How an open request goes on
goes-on-received = Байгууллага хүсэлтийг тань хүлээн авсан. Ажилтан хараахан үзээгүй байна
goes-on-register-later = Бүртгэлийн систем одоо хариу өгөхгүй байна. Дахин өөрөө асууна
goes-on-by-hand = Бүртгэлийн систем шууд хариу өгөөгүй. Байгууллагын ажилтан хариу өгнө
goes-on-next-worker = Хүсэлт тань дараагийн ажилтныг хүлээж байна
goes-on-extended = Байгууллага хариу өгөх хугацааг нэг удаа сунгасан

## How a request was decided
outcome-ready = Лавлагаа бэлэн болсон. Цаасаар аваагүй бол энэ машинаас дахин авна уу
outcome-granted = Хүсэлтийг тань зөвшөөрсөн
outcome-document = Баримт бичиг тань бэлэн болсон. Үнэмлэхээ аваад байгууллагад очно уу
outcome-delivered = Баримт бичгийг тань хүргэлтээр илгээсэн
outcome-answered = Байгууллага хариугаа гаргасан. Хариугаа байгууллагаас авна уу
outcome-test = Туршилтын хүсэлт хүрсэн

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
help-keys-body = Эхний хуудсанд дурын товч дарахад машин ярьж эхэлнэ
help-machine = Машины хэсгүүд
help-machine-body = Гараараа олоход туслах үгс. Үүнийг тусламжийн хуудсанд мөн дуугаар хэлнэ.
help-privacy = Таны мэдээлэл
help-privacy-body = Хүсэлтийг нууцалж хадгална. Зөвхөн байгууллага уншина. Үнэмлэхээ авмагц энд өөр юу ч үлдэхгүй.
help-on-attract = Үнэмлэхээ уншигчид хийгээд эхэлнэ
help-on-insert-card = Үнэмлэхээ уншигчид хийнэ
help-on-check-paper = Дөрвөлжин кодыг уншигчид ойртуулна. Олон цаасыг дараалуулан шалгаж болно
help-on-paper-checked = Дараагийн цаасыг шууд уншуулж болно
help-on-document = Асуусан бүхэн зурагтай нүүрэнд хэвлэгдсэн байгаа
help-on-document-check = Баримт бичгээ дэлгэцтэй тулгаж хараарай. Зөрсөн газар «Засах» товчийг дарна
help-on-pin = Үнэмлэхийнхээ нууц кодыг тоогоор оруулна
help-on-pin-wait = Хугацаа дуусмагц товчнууд буцаж гарна
help-on-pin-last = Эргэлзэж байвал үнэмлэхээ аваад улсын бүртгэгчээс асууна уу
help-on-pin-change = Хуучин кодоо нэг удаа, шинэ кодоо хоёр удаа оруулна
help-on-pin-changed = Шинэ кодоо санаад үнэмлэхээ аваарай
help-on-pin-not-changed = Үнэмлэх тань өмнөх шигээ ажиллана. Улсын бүртгэгч тусална
help-on-pin-reader = «Уншигч дээр эхлэх» товчийг дараад кодоо уншигчийн товчоор оруулна
help-on-card-trouble = Үнэмлэхээ аваад дахин хийж үзнэ
help-on-card-blocked = Улсын бүртгэгчид хандаж кодоо тайлуулна
help-on-assist = Иргэний үнэмлэхийг уншигчид хийнэ
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
help-on-send-unknown = Дугаарыг тэмдэглэж аваад, дахин оролдох эсвэл дуусгахаа сонгоно
help-on-printing = Цаас гарахыг хүлээнэ
help-on-done = Цаас, үнэмлэхээ аваад «Дуусгах» товчийг дарна
help-on-printing-trouble = Дугаараа тэмдэглээд дахин хэвлэх эсвэл дуусгана
help-on-printing-unknown = Цаас бүтэн гарсан эсэхийг хэлнэ
help-on-drawn-back = Хуулбарыг хэвлэх эсвэл дуусгана
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
staff-reader-restart = Уншигчийг сэргээх
staff-reader-restarted = Уншигчийн үйлчилгээ дахин эхэллээ. Картыг шинээр уншина, кодоо дахин оруулна уу
staff-reader-not-restarted = Уншигчийн үйлчилгээ дахин эхэлсэнгүй
staff-reader-no-systemd = Үүнийг хийх үйлчилгээний удирдлага энэ машинд алга
staff-reader-not-allowed = Киоскт зөвшөөрөл алга. docs/deployment.md-д заасны дагуу polkit дүрмийг суулгана уу
staff-reader-failed = Үйлчилгээ эхэлсэнгүй. Бүртгэлийг уншина уу: journalctl -u pcscd
staff-reader-too-slow = Хэт удаж байна. Нэг минут хүлээгээд «Шалгах» товчийг дарна уу
staff-roll-left =
    Цаас: ойролцоогоор { $n } хуудас, { $metres } м үлдсэн. Энэ ороомгоос { $used } хуудас хэвлэсэн
staff-roll-new = Шинэ цаас хийсэн
staff-reports = Тайлан хэвлэх
staff-reports-back = Оношилгоо руу буцах
report-diagnostics = Техникийн оношилгоо
report-diagnostics-about = Хэсэг бүр, эвдрэлийн код, хийх зүйл
report-readiness = Бэлэн байдлын тайлан
report-readiness-about = Суурилуулсны дараа гарын үсэг зурж хадгална
report-day = Өдрийн тайлан
report-day-about = Үйлчилгээ, хүсэлт, цаасны тоо
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
part-keys = Төвийн түлхүүр

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
say-rate = Хурд { $n }. Одоо ингэж ярина
say-volume = Дууны хэмжээ { $n }. Одоо ингэж сонсогдоно
say-curtain-down = Дэлгэцийг хаалаа. Таны юу хийж байгааг хэн ч харахгүй. Нээх бол гурван хуруугаар гурван удаа зэрэг тогшино уу, эсвэл «Сонсох» цэсээс сонгоно уу
say-curtain-up = Дэлгэц нээгдлээ
say-explore-off = Дэлгэц энгийнээр ажиллана. Нэг дарахад л товч ажиллана
say-list-page = жагсаалтын { $n }-р хуудас, нийт { $of }
curtain-line = Дэлгэцийг хаасан байна. Нэг хүн сонсож үйлчлүүлж байгаа. Нээх бол гурван хуруугаар гурван удаа тогшино
explore-banner = Хүрэхэд уншина. Хоёр удаа хурдан тогшиход дарна

## Буцаасан шалтгаан
reason-service = Энэ үйлчилгээг одоогоор авах боломжгүй
reason-answers = Зарим хариулт шаардлагад нийцээгүй
reason-not-representative = Та энэ хүүхэд, байгууллагыг төлөөлөх эрхтэй гэсэн бүртгэл алга
reason-unreadable = Байгууллага хүсэлтийг нээж чадсангүй. Дахин өгнө үү
reason-login-missing = Энэ үйлчилгээнд үнэмлэх шаардлагатай. Үнэмлэхээ хийгээд дахин хүсэлт өгнө үү
reason-login-untrusted = Энэ үнэмлэхийг систем таньсангүй. Үнэмлэх олгосон байгууллагаас лавлана уу
reason-login-expired = Үнэмлэхийн хугацаа дууссан байсан. Үнэмлэхээ шинэчлүүлээд дахин хүсэлт өгнө үү
reason-login-revoked = Энэ үнэмлэхийг хүчингүй гэж бүртгэсэн байна. Үнэмлэх олгосон байгууллагаас лавлана уу
reason-login-forged = Үнэмлэхийг дахин шалгахад баталгаажсангүй. Үнэмлэхээ хийгээд дахин хүсэлт өгнө үү
reason-login-too-weak = Энэ үйлчилгээнд илүү найдвартай нэвтрэлт шаардлагатай. Иргэний үнэмлэх, ПИН кодоороо нэвтэрнэ үү
reason-login-other-person = Үнэмлэх болон хүсэлт дэх нэр зөрж байна. Өөрийн үнэмлэхийг хийгээд дахин хүсэлт өгнө үү
reason-not-entitled = Хуульд заасан шаардлагыг хангахгүй байна
reason-papers-missing = Бичиг баримт дутуу байна. Бүрдүүлээд дахин хүсэлт өгнө үү
reason-fee-unpaid = Төлбөр төлөөгүй байна. Төлөөд дахин хүсэлт өгнө үү
reason-come-in-person = Та байгууллагад өөрөө очих шаардлагатай
reason-other-agency = Үүнийг өөр байгууллага шийднэ. Тэр байгууллагын үйлчилгээг сонгоно уу
reason-asked-twice = Ижил хүсэлт өмнө нь ирсэн. Түүний хариуг хүлээнэ үү
reason-declined = Байгууллага татгалзах шийдвэр гаргасан
reason-no-record = Бүртгэлд ийм мэдээлэл алга. Байгууллагаас лавлана уу
reason-fingerprint = Хурууны хээ баталгаажсангүй. Байгууллагад өөрөө очно уу
reason-not-owner = Бүртгэлд эзэмшигч нь өөр хүн байна. Байгууллагаас лавлана уу
reason-signature = Тоон гарын үсэг баталгаажсангүй. Үнэмлэх олгосон байгууллагаас лавлана уу
reason-other = Код { $code }
