# Precompiled headers: what many files of a group include and takes a second or more to read each
# time. They hold headers of others only, so that a change of ours never makes them anew, and no file
# relies on them: each still includes what it uses.
#
#   oms_precompiled_header(NAME [OPTIMIZED] LIBRARIES ...)   makes one of precompiled/NAME.hpp
#   oms_precompile(NAME target ...)                          lets targets use it
#
# A precompiled header fits only what is compiled with the same optimization: unless it is OPTIMIZED,
# all that use it are compiled as oms_compile_fast() says.
function(oms_precompiled_header name)
    cmake_parse_arguments(arg "OPTIMIZED" "" "LIBRARIES" ${ARGN})
    set(source ${PROJECT_BINARY_DIR}/precompiled/${name}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "// The precompiled header of the group ${name}.\n")
    add_library(oms_precompiled_${name} OBJECT ${source})
    target_link_libraries(oms_precompiled_${name} PRIVATE oms_flags ${arg_LIBRARIES})
    target_precompile_headers(oms_precompiled_${name}
        PRIVATE ${PROJECT_SOURCE_DIR}/tools/cmake/precompiled/${name}.hpp)
    set_target_properties(oms_precompiled_${name} PROPERTIES OMS_OPTIMIZED ${arg_OPTIMIZED})
    if(NOT arg_OPTIMIZED)
        oms_compile_fast(oms_precompiled_${name})
    endif()
endfunction()

function(oms_precompile name)
    foreach(target IN LISTS ARGN)
        target_precompile_headers(${target} REUSE_FROM oms_precompiled_${name})
    endforeach()
    get_target_property(optimized oms_precompiled_${name} OMS_OPTIMIZED)
    if(NOT optimized)
        oms_compile_fast(${ARGN})
    endif()
endfunction()
