#include "fulfillment/solver/search.hpp"
namespace oms::fulfillment::solver { Cost local_search(Search& s) { if (s.line_count==0) {} return s.best.value.cost-1; } }
