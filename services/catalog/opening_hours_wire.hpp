#pragma once

#include <vector>

#include <oms/catalog/v1/catalog_service.pb.h>

#include "domain/catalog.hpp"
#include "services/common/field_check.hpp"

namespace oms::catalog {

// From the wire to the domain, every field checked. Openings of one day, or of one date, must not
// overlap; one may begin when another ends.
std::vector<OpeningHours> weekly_hours(
    wire::FieldCheck& check, const google::protobuf::RepeatedPtrField<v1::OpeningHours>& given);
std::vector<HoursException> hours_exceptions(
    wire::FieldCheck& check, const google::protobuf::RepeatedPtrField<v1::HoursException>& given);

void encode_hours(const OpeningHours& hours, v1::OpeningHours& out);
void encode_hours(const HoursException& hours, v1::HoursException& out);

}  // namespace oms::catalog
