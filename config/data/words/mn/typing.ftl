# Үсгийн товчоор бичих, урт жагсаалтаас хайх: дуугаар хэлнэ

say-group = { $first } үсгээс { $last } үсэг хүртэл
say-group-digits = { $first } тооноос { $last } тоо хүртэл
say-group-signs = Тэмдэгтүүд
say-group-letter = { $letter } үсэг, { $n } мөр
say-group-rows = { $first } үсгээс { $last } үсэг хүртэл, { $n } мөр
say-group-numbers = { $first } дугаараас { $last } дугаар хүртэл, { $n } мөр
say-group-leads = Жагсаалтын хэсгүүд
list-letters = { $first }–{ $last }
say-role-group = бүлэг
say-taken = { $letter } бичлээ
say-erased = { $letter } арилгалаа
say-erased-all = Бүгдийг арилгалаа
say-how-letters = Тоон товчийг хэд хэд дарж үсгээ сонгоно. Буцах товч сүүлийн үсгийг арилгана. Үсгийг бүлгээс нь ч сонгож болно
say-how-groups = Үсгүүд бүлэгтэй. Бүлгийг сонгоход нээгдэж, буцахад хаагдана
say-how-digits = Тоон товчоор шууд бичиж болно. Буцах товч сүүлийн тоог арилгана
say-patience-on = Үсэг дараагийн товч дартал хүлээнэ. Сонгоход үсэг бичигдэнэ
say-patience-off = Үсэг түр хүлээгээд өөрөө бичигдэнэ
