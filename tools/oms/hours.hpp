#pragma once

#include <string>
#include <string_view>

#include "oms/catalog/v1/catalog_service.pb.h"
#include "tools/oms/failure.hpp"

namespace oms::cli {

// Opening hours as people write them.
//
//     hours     = days " " spans        "Mon-Sat 10:00-20:00", "Mon,Wed 9:00-12:00,14:00-18:00"
//     days      = range *("," range)    range = day ["-" day]; Sat-Mon goes over Sunday
//     spans     = span *("," span)      span  = time "-" time; 24:00 is the end of the day
//     exception = date "=" ("closed" / span) [" " label]
//
// And in the cells of files:
//
//     day       = "" / "closed" / span *(" " span)      "10:00-13:00 14:00-19:00"
//     list      = [entry *(";" entry)]                  entry = date " " ("closed" / span) [" "
//     label]

// Adds the openings of one `hours` text.
Outcome<void> add_weekly_hours(std::string_view text, oms::catalog::v1::Location& location);
// Adds one `exception`.
Outcome<void> add_hours_exception(std::string_view text, oms::catalog::v1::Location& location);

// Adds the openings of a `day`, and the entries of a `list`; `what` names the cell in the error.
Outcome<void> add_hours_of_day(std::string_view text, oms::catalog::v1::Weekday weekday,
                               const std::string& what, oms::catalog::v1::Location& location);
Outcome<void> add_exception_list(std::string_view text, const std::string& what,
                                 oms::catalog::v1::Location& location);

// "10:00-20:00"
std::string span_text(int opens_minute, int closes_minute);

}  // namespace oms::cli
