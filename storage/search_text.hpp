#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oms::storage {

// Texts as the search index knows them. What is not UTF-8 has no words and no address.

// An e-mail address in one form: NFKC, case folded, without space around it.
std::string normalized_email(std::string_view email);

// The words of a name to be found by: NFKD, case folded, accents and other marks dropped, letters
// such as o with stroke as people without them type them. A word with apostrophes or hyphens is
// found as a whole and by its parts: "O'Brien" is obrien, o and brien. Sorted, each once.
std::vector<std::string> words_of_name(std::string_view name);

// The words a stored name must have to fit what somebody typed: apostrophes are dropped, hyphens
// part words. Each of them is also among words_of_name of the same text. Sorted, each once.
std::vector<std::string> wanted_words(std::string_view name);

}  // namespace oms::storage
