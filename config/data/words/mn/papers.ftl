# Цаасан дээрх үг: what papers say. They are read by eye, and aloud on request.

paper-house = И-Монгол
paper-machine = ТҮЦ машин { $number }
paper-slip-title = Хүсэлтийн баримт
paper-number = Хүсэлтийн дугаар
paper-service = Үйлчилгээ
paper-created = Огноо
paper-due = Хариу өгөх сүүлийн өдөр
paper-decision = Байгууллагын дугаар
paper-assisted = Тусалсан ажилтан
paper-when = { $date } { $hour }:{ $minute }
paper-phone = Лавлах утас: { $phone }
paper-copy = ХУУЛБАР { $n }
paper-copy-same = Эхний цаастай ижил дугаартай

## How the request stood when this paper was printed.

paper-is-waiting = Энэ машин хүлээн авсан. Байгууллага хараахан хүлээн аваагүй
paper-is-sending = Энэ машин хүлээн авсан. Байгууллага хараахан хүлээн аваагүй
paper-is-unknown = Энэ машин хүлээн авсан. Байгууллага хүлээн авсан эсэх тодорхойгүй
paper-is-accepted = Байгууллага хүлээн авсан. Шийдвэр хараахан гараагүй
paper-is-in_work = Байгууллагын ажилтан шалгаж байна
paper-is-overdue = Байгууллага хугацаандаа хариу өгөөгүй байна
paper-is-answered = Байгууллага хариу өгсөн
paper-is-rejected = Байгууллага буцаасан. Шалтгаан: { $reason }

## What happens next.

paper-keep = Энэ цаасыг хадгална уу
paper-then-waiting = Холбоо ормогц машин өөрөө илгээнэ
paper-then-sending = Машин хүсэлтийг илгээж байна
paper-then-unknown = Машин өөрөө дахин шалгана. Дахин илгээх хэрэггүй
paper-then-accepted = Байгууллага хүсэлтийг тань шалгана
paper-then-in_work = Хариуг хүлээнэ үү
paper-then-overdue = Дээд шатны байгууллага эсвэл Засгийн газрын 11-11 төвд гомдол гаргаж болно
paper-look = Явцыг энэ машинаас үнэмлэхээрээ үзнэ үү
paper-slip-code = Хүсэлтийн явцыг шалгах код
paper-slip-proof = Машин хүлээн авсныг батлах код
paper-reference-code = Жинхэнэ эсэхийг шалгах код
paper-reference-until = Хүчинтэй сүүлийн өдөр
paper-reference-where = Аль ч И-Монгол машинд уншуулж шалгана

## The receipt of a fee. Its lottery number and its code may be kept nowhere, so no copy has them.

paper-barimt = И-баримт
paper-barimt-number = Баримтын дугаар
paper-barimt-amount = Төлсөн дүн
paper-barimt-lottery = Сугалааны дугаар
paper-barimt-code = И-баримтын код
paper-barimt-once = Сугалааны дугаар, и-баримтын код зөвхөн эхний цаасан дээр байсан. Хуулиар хадгалахыг хориглодог

## The receipt of acceptance, once the agency has accepted.

paper-acceptance-title = Байгууллага хүлээн авсны баримт
paper-agency = Байгууллага
paper-acceptance-signed = Төвийн гарын үсэгтэй хариугаар баталсан

## The slip of an opinion or a complaint.

paper-feedback-title = Санал, гомдлын баримт
paper-feedback-number = Бүртгэлийн дугаар
paper-feedback-to = Хариу өгөх байгууллага
paper-feedback-term = Хариу өгөх хугацаа
paper-feedback-hidden = Юу бичсэнийг тань энэ цаасан дээр хэвлээгүй
paper-feedback-ask = Хугацаандаа хариу ирээгүй бол Засгийн газрын 11-11 төвд энэ дугаараа хэлнэ үү
paper-feedback-nameless = Та нэрээ өгөөгүй. Хариуг зөвхөн энэ дугаараар лавлана

## The slip of a practice.

paper-practice-mark = ДАСГАЛ
paper-practice-title = Дасгалын цаас
paper-practice-nothing = Юу ч илгээгээгүй. Энэ цаас хүчингүй
paper-practice-number = Жинхэнэ баримт дээр хүсэлтийн дугаар том үсгээр байна
paper-practice-code = Доор нь шалгах дөрвөлжин код байна
paper-practice-real = Жинхэнэ хүсэлтэд иргэний үнэмлэхээ уншигчид хийнэ үү

## Hearing what a paper says.

paper-say-code = Дөрвөлжин код. { $what }
paper-say-secret = { $what }. Зөвхөн цаасан дээр байна
paper-say-none = Энэ цаасыг одоо уншиж чадахгүй байна

## The papers of technicians and officers.

paper-version = Програмын хувилбар
paper-services-open = Нээлттэй үйлчилгээ
paper-oldest = Хамгийн удаан хүлээсэн
paper-services-closed = { $code }: { $n } үйлчилгээ хаалттай
paper-diagnostics-well = Бүх хэсэг хэвийн
paper-diagnostics-ill = Анхаарах хэсэг: { $n }
paper-ready-title = Бэлэн байдлын тайлан
paper-ready-yes = Энэ машин иргэдэд үйлчлэхэд бэлэн
paper-ready-no = Энэ машин хараахан бэлэн болоогүй
paper-ready-to-do = Одоо хийх зүйл
paper-ready-name = Техникч: { $line }
paper-ready-signed = Гарын үсэг: { $line }
paper-day-title = Өдрийн тайлан
paper-day-until = Гаргасан цаг
paper-day-visits = Үйлчлүүлсэн удаа
paper-day-requests = Хүлээн авсан хүсэлт
paper-day-services = Үйлчилгээгээр
paper-day-papers = Хэвлэсэн цаас
paper-day-printed = Цаас гарсан
paper-day-not_printed = Цаас гараагүй
paper-day-unconfirmed = Хэвлэгч баталгаажуулаагүй
paper-day-unknown = Гарсан эсэх тодорхойгүй
paper-day-now = Илгээх хүсэлт одоо
paper-day-nobody = Энэ тайланд хувийн мэдээлэл байхгүй
paper-day-is-waiting = Холбоо хүлээж байгаа
paper-day-is-sending = Илгээж байгаа
paper-day-is-unknown = Хүлээн авсан эсэх тодорхойгүй
paper-day-is-accepted = Байгууллага хүлээн авсан
paper-day-is-in_work = Шалгаж байгаа
paper-day-is-overdue = Хугацаа хэтэрсэн
paper-day-is-answered = Хариу ирсэн
paper-day-is-rejected = Буцаасан
