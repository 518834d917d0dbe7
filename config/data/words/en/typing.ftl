# Typing without sight, and long lists: what is said of them

say-group = { $first } to { $last }
say-group-digits = { $first } to { $last }
say-group-signs = Signs
say-group-letter = Letter { $letter }, { $n } rows
say-group-rows = { $first } to { $last }, { $n } rows
say-group-numbers = Numbers { $first } to { $last }, { $n } rows
say-group-leads = Parts of the list
list-letters = { $first }–{ $last }
say-role-group = group
say-taken = { $letter } typed
say-erased = { $letter } erased
say-erased-all = All erased
say-how-letters = Press a number key several times for its letters. Back erases the last one. Letters can be chosen from groups, too
say-how-groups = The letters are in groups. Choosing a group opens it, going back closes it
say-how-digits = You can type with the number keys. Back erases the last digit
say-patience-on = A letter waits for the next key. Choosing takes it
say-patience-off = A letter is taken after a short pause
