# Талбар, гар, хаяг: what the kinds of field and the keyboards show and say.

## Answers that cannot be yet: what is so, and what to do.

form-missing = Хариултаа оруулна уу
form-choose-one = Нэгийг сонгоно уу
form-not-accepted = Энэ хариултыг хүлээн авах боломжгүй. Дахин шалгана уу
form-suggest = Та { $value } гэж бичих гэсэн үү?

form-text-short = Хариулт богино байна. Дахиад { $n } үсэг нэмнэ үү
form-text-long = Хариулт урт байна. { $n } үсэг хасна уу
form-digits-short = Тоо дутуу байна. Дахиад { $n } тоо оруулна уу
form-digits-long = Тоо илүү байна. { $n } тоо арилгана уу
form-text-letter = Энд { $letter } тэмдэг бичихгүй. Арилгаад үргэлжлүүлнэ үү
form-text-pattern = Хариултын хэлбэр буруу байна. Жишээг харна уу
    .say = Хариултын хэлбэр буруу байна. Дахин сонсоод засна уу
form-plate-digits = Эхлээд дөрвөн тоогоо оруулна
form-plate-letters = Одоо гурван үсгээ оруулна
form-plate = Улсын дугаар дөрвөн тоо, гурван үсэгтэй. Шалгана уу

form-phone-short = Дугаар 8 оронтой. Дахиад { $n } тоо оруулна уу
form-phone-odd = Ийм утасны дугаар байхгүй. Эхний тоог шалгана уу

form-regnum-letters = Эхлээд хоёр кирилл үсгээ оруулна уу
form-regnum-short = Регистр хоёр үсэг, найман тоотой. Дахиад { $n } тоо оруулна уу
form-regnum-long = Регистр хоёр үсэг, найман тоотой. Илүү тэмдгийг арилгана уу
form-regnum-digits = Хоёр үсгийн дараа зөвхөн тоо бичнэ. Шалгана уу
form-regnum-birth = Эхний зургаан тоо төрсөн өдрийг заана. Ийм өдөр байхгүй, шалгана уу

form-money-digits = Дүнгээ зөвхөн тоогоор оруулна уу
form-money-low = Хамгийн багадаа { $limit } байна. Дүнгээ засна уу
form-money-high = Хамгийн ихдээ { $limit } байна. Дүнгээ засна уу

form-date-year = Оныг дөрвөн тоогоор оруулна уу
form-date-month = Сараа сонгоно уу
form-date-day = Өдрөө оруулна уу
form-date-none = { $month } { $n } хоногтой. Өдрөө шалгана уу

## Whom a request is for.

whom-question = Та хэний өмнөөс хандаж байна вэ?
whom-label = Хэний өмнөөс
whom-me = Өөрийнхөө
whom-child = Хүүхдийнхээ
whom-entity = Төлөөлдөг байгууллагынхаа
whom-child-question = Хүүхдийнхээ регистрийн дугаарыг оруулна уу
whom-child-label = Хүүхдийн регистр
whom-child-hint = 18 нас хүрээгүй хүүхдийн дугаар. Төрсний гэрчилгээнд бий
whom-child-of-age = { $n } нас хүрсэн хүн өөрийн үнэмлэхээр хандана. Дугаараа шалгана уу
whom-entity-question = Байгууллагын регистрийн дугаарыг оруулна уу
whom-entity-label = Байгууллагын регистр
whom-entity-hint = Долоон оронтой. Улсын бүртгэлийн гэрчилгээнд бий
whom-child-number = Хүүхэд { $begin }…{ $end }
    .say = Регистрийн дугаар нь { $begin } гэж эхэлж, { $end } гэж төгсдөг хүүхэд
whom-entity-number = Хуулийн этгээд { $number }
whom-unconfirmed = { $who }. Төлөөлөх эрхийг бүртгэлээр шалгана
whom-confirmed = { $who }. Төлөөлөх эрх бүртгэлээр баталгаажсан
whom-review = { $name }. Төлөөлөх эрхийг тань бүртгэлээр шалгана

## Parts of a field.

form-text-kept = Өмнөх { $n } үсэг хадгалагдсан. Дахиад { $left } үсэг бичиж болно
form-text-left = Дахиад { $n } үсэг бичиж болно
form-yes = Тийм
form-no = Үгүй
form-year = Он
form-month = Сар
form-day = Өдөр
form-address-aimag = Аймаг, нийслэлээ сонгоно уу
form-address-soum = Сум, дүүргээ сонгоно уу
form-address-bag = Баг, хороогоо сонгоно уу
form-address-text = Гудамж, байр, тоотоо бичнэ үү
form-bag-not-listed = Миний баг, хороо энд алга

## Places, from the largest to the smallest.

place-capital = { $name } хот
place-aimag = { $name } аймаг
place-duureg = { $name } дүүрэг
place-soum = { $name } сум
place-bag = { $name }
place-and = { $place }, { $rest }

## Months, as keys.

month-1 = 1-р сар
    .say = Нэгдүгээр сар
month-2 = 2-р сар
    .say = Хоёрдугаар сар
month-3 = 3-р сар
    .say = Гуравдугаар сар
month-4 = 4-р сар
    .say = Дөрөвдүгээр сар
month-5 = 5-р сар
    .say = Тавдугаар сар
month-6 = 6-р сар
    .say = Зургаадугаар сар
month-7 = 7-р сар
    .say = Долоодугаар сар
month-8 = 8-р сар
    .say = Наймдугаар сар
month-9 = 9-р сар
    .say = Есдүгээр сар
month-10 = 10-р сар
    .say = Аравдугаар сар
month-11 = 11-р сар
    .say = Арван нэгдүгээр сар
month-12 = 12-р сар
    .say = Арван хоёрдугаар сар

## Keys. A key whose face is a sign has its name here.

button-erase-one = Нэгийг арилгах
button-erase-all = Бүгдийг арилгах
key-space = Зай
key-shift = Дараагийн үсгийг томоор бичих
key-shift-held = Том үсэг сонгосон. Жижиг үсэг рүү буцах
key-latin = Латин үсэг
key-mongolian = Монгол үсэг
key-hyphen = Зураас
key-full-stop = Цэг
key-comma = Таслал
key-question = Асуултын тэмдэг
key-exclamation = Анхаарлын тэмдэг
key-colon = Тодорхойлох цэг
key-quotes = Хашилт
key-numero = Дугаарын тэмдэг
key-tugrug = Төгрөгийн тэмдэг
key-percent = Хувийн тэмдэг
key-underscore = Доогуур зураас
key-slash = Ташуу зураас
key-at = Эт тэмдэг
key-bracket-open = Хаалт нээх
key-bracket-close = Хаалт хаах
