# Дуугаар ашиглах хүний үг: Сонсох цэс, чиг баримжаа. Бүгд ноорог: docs/language-review.md

## Сонсох цэс
listening-title = Сонсох
listening-page = Хуудсыг бүхэлд нь сонсох
listening-repeat = Сүүлд хэлснийг дахин сонсох
listening-where = Би хаана байна?
listening-spell = Үсэглэж сонсох
listening-move = Хуудсан дээр шилжих
listening-heading-next = Дараагийн хэсэг
listening-heading-back = Өмнөх хэсэг
listening-first = Хуудасны эхэнд очих
listening-last = Хуудасны төгсгөлд очих
listening-voice = Дуу хоолой
listening-louder = Дууг чангалах
listening-softer = Дууг сулруулах
listening-faster = Хурдан ярих
listening-slower = Удаан ярих
listening-more = Бусад
listening-curtain = Дэлгэцийг харлуулах, эргүүлж асаах
listening-explore = Дэлгэцэд хүрч сонсох, болих
listening-patience = Тоон товчоор бичсэн үсгийг яаралгүй хүлээх, болих
listening-stop = Дуу хоолойг унтраах

## Хаана байгааг хэлэх
say-keys = Дээш, доош товчоор зөөж, голын товчоор сонгоно. Баруун товч үргэлжлүүлж, зүүн товч буцаана
say-switches = Нэг товч дараагийн зүйл рүү шилжүүлнэ, нөгөө нь сонгоно
say-arrows = Дээш, доош сумаар зөөж, Enter товчоор сонгоно. Баруун сум үргэлжлүүлж, зүүн сум буцаана
say-arrows-move = Дээш, доош сумаар зөөж, Enter товчоор сонгоно
say-keys-move = Дээш, доош товчоор зөөж, голын товчоор сонгоно
say-key-next = Баруун товч: { $words }
say-key-back = Зүүн товч: буцах
say-again = Дахин сонсох, дууг тохируулах бол хуудасны төгсгөлийн дуу хоолой товчийг сонгоно
say-other-language = Монголоор сонсох бол «монгол» гэж хэлэх хүртэл доош товчийг дараад, голын товчийг дарна уу
say-other-language-switches = Монголоор сонсох бол «монгол» гэж хэлэх хүртэл зөөдөг товчийг дараад, нөгөөг нь дарна уу
say-other-language-arrows = Монголоор сонсох бол «монгол» гэж хэлэх хүртэл доош сумыг дараад, Enter товчийг дарна уу
machine-part = { $first }. { $then }
say-part-buttons = Үйлдлийн товчнууд
say-part-below = Доод товчнууд

## Байдал
say-error = Алдаа. { $field }
say-on = асаалттай
say-off = унтраалттай
say-step = { $n }-р шат, нийт { $of }
say-code = Дэлгэцэд дөрвөлжин код бий. Түүнд энэ дугаар бичигдсэн
