#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "domain/template_key.hpp"
#include "services/common/language.hpp"

namespace oms::notifications {

// Texts with placeholders such as {order_number}. `text` is for e-mail and SMS alike, so it is
// short; `subject` is for e-mail only.
struct Template {
    std::string_view subject;
    std::string_view text;
};

const Template& template_of(TemplateKey key, Language language);

// The names in braces, each once, sorted.
std::vector<std::string> placeholders(std::string_view text);
// Those of subject and text: what render() needs. The same in every language.
std::vector<std::string> placeholders(TemplateKey key);

// By placeholder, ready to be read. Values may be personal or secret: they are never logged.
using Values = std::map<std::string, std::string, std::less<>>;

struct RenderedNotice {
    std::string subject;
    std::string text;
};

// A value is put in as it is: braces in it mean nothing. Values that no placeholder asks for are
// left alone. Fails with Reason::malformed_request with a field for each value that is missing or
// empty, longer than 1,000 bytes, not UTF-8, or has control characters (line feeds too, so that no
// value begins a line of its own). The error never holds a value.
Result<RenderedNotice> render(TemplateKey key, Language language, const Values& values);

}  // namespace oms::notifications
