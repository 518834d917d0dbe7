# Fields, keys and places: what the kinds of field and the keyboards show and say.

## Answers that cannot be yet: what is so, and what to do.

form-missing = Please give an answer
form-choose-one = Choose one
form-not-accepted = This answer cannot be taken. Please check it
form-suggest = Did you mean { $value }?

form-text-short =
    { $n ->
        [one] The answer is short. Please add 1 more letter
       *[other] The answer is short. Please add { $n } more letters
    }
form-text-long =
    { $n ->
        [one] The answer is long. Please take away 1 letter
       *[other] The answer is long. Please take away { $n } letters
    }
form-digits-short =
    { $n ->
        [one] Digits are missing. Enter 1 more
       *[other] Digits are missing. Enter { $n } more
    }
form-digits-long =
    { $n ->
        [one] There is 1 digit too many. Please erase it
       *[other] There are { $n } digits too many. Please erase them
    }
form-text-letter = { $letter } cannot be used here. Erase it and continue
form-text-pattern = This answer does not have the right form. See the example
    .say = This answer does not have the right form. Listen again and change it
form-plate-digits = First the four digits
form-plate-letters = Now the three letters
form-plate = A plate has four digits and three letters. Please check it

form-phone-short =
    { $n ->
        [one] The number has 8 digits. Enter 1 more
       *[other] The number has 8 digits. Enter { $n } more
    }
form-phone-odd = There is no such telephone number. Check the first digit

form-regnum-letters = Enter two Cyrillic letters first
form-regnum-short =
    { $n ->
        [one] A register number has two letters and eight digits. Enter 1 more digit
       *[other] A register number has two letters and eight digits. Enter { $n } more digits
    }
form-regnum-long = A register number has two letters and eight digits. Erase what is too much
form-regnum-digits = Only digits follow the two letters. Please check them
form-regnum-birth = The first six digits are the birth date. There is no such day, please check

form-money-digits = Enter the amount in digits
form-money-low = It is at least { $limit }. Please change the amount
form-money-high = It is at most { $limit }. Please change the amount

form-date-year = Enter the year with four digits
form-date-month = Choose the month
form-date-day = Enter the day
form-date-none = { $month } has { $n } days. Please check the day

## Whom a request is for.

whom-question = Who is this for?
whom-label = For whom
whom-me = For me
whom-child = For my child
whom-entity = For a company or organisation I represent
whom-child-question = Enter your child’s register number
whom-child-label = Child’s register number
whom-child-hint = For a child under 18. It is on the birth certificate
whom-child-of-age = This person is { $n } or older and comes with their own ID card. Check the number, or go back and choose again
whom-entity-question = Enter the register number of the company or organisation
whom-entity-label = Register number
whom-entity-hint = Seven digits. They are on the state registration certificate
whom-child-number = Child { $begin }…{ $end }
    .say = Child whose register number begins with { $begin } and ends with { $end }
whom-entity-number = Legal entity { $number }
whom-unconfirmed = { $who }. To be confirmed by the registry
whom-confirmed = { $who }. The registry confirmed that you may act for them
whom-review = { $name }. The registry checks whether you may act for them

## Parts of a field.

form-text-kept = { $n } letters before this are kept. You can write { $left } more
form-text-left = You can write { $n } more
form-yes = Yes
form-no = No
form-year = Year
form-month = Month
form-day = Day
form-address-aimag = Choose the aimag or the capital
form-address-soum = Choose the soum or district
form-address-bag = Choose the bag or khoroo
form-address-text = Write the street, building and door
form-bag-not-listed = Mine is not in this list

## Places, from the largest to the smallest.

place-capital = { $name }
place-aimag = { $name } aimag
place-duureg = { $name } district
place-soum = { $name } soum
place-bag = { $name }
place-and = { $place }, { $rest }

## Months, as keys.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Keys. A key whose face is a sign has its name here.

button-erase-one = Erase one
button-erase-all = Erase all
key-space = Space
key-shift = Capital for the next letter
key-shift-held = Capital chosen. Back to small letters
key-latin = Latin letters
key-mongolian = Mongolian letters
key-hyphen = Hyphen
key-full-stop = Full stop
key-comma = Comma
key-question = Question mark
key-exclamation = Exclamation mark
key-colon = Colon
key-quotes = Quotation mark
key-numero = Number sign
key-tugrug = Tögrög sign
key-percent = Percent sign
key-underscore = Underscore
key-slash = Slash
key-at = At sign
key-bracket-open = Opening bracket
key-bracket-close = Closing bracket
