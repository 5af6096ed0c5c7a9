#pragma once

// What every test file that speaks gRPC reads. See ../precompile.cmake.

#include <doctest/doctest.h>

#include "tools/cmake/precompiled/grpc.hpp"
