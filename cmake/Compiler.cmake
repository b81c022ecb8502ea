# SPDX-License-Identifier: GPL-3.0-or-later
# One place for what every translation unit is compiled with.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

# Debug compiles 2.5 times faster than -O2 -g here; -O1 is what sanitizers want; line tables are enough for stack traces.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "GCC ${CMAKE_CXX_COMPILER_VERSION} miscompiles temporaries inside co_await expressions (double destruction, "
    "found in 13 of 44 tried forms). Use clang >= 19 (Debian 12: apt install clang-19, "
    "cmake -DCMAKE_CXX_COMPILER=clang++-19) or GCC >= 13.")
elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR "Clang ${CMAKE_CXX_COMPILER_VERSION} lacks what libstdc++'s std::expected asks for. Use clang >= 19 or GCC >= 13.")
endif()
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_FLAGS "-std=c++23")
check_cxx_source_compiles("#include <expected>\n#ifndef __cpp_lib_expected\n#error no std::expected\n#endif\nint main(){std::expected<int,int> e=1;return *e-1;}" PH_HAS_EXPECTED)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT PH_HAS_EXPECTED)
  message(FATAL_ERROR "This compiler and standard library have no std::expected (C++23).")
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Woverloaded-virtual -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_compile_options(-Wno-gnu-zero-variadic-macro-arguments -Wno-sign-conversion)
else()
  add_compile_options(-Wno-sign-conversion)
endif()
add_compile_options(-fstack-protector-strong)
add_link_options(-Wl,-z,relro,-z,now)
if(NOT PH_SANITIZE)
  add_compile_options($<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
endif()
include(CheckPIESupported)
check_pie_supported()

add_compile_definitions(
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH QT_NO_KEYWORDS
  QT_NO_NARROWING_CONVERSIONS_IN_CONNECT PH_VERSION="${PROJECT_VERSION}")

if(PH_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(PH_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
  set(PH_PROGRAM_SOURCES ${CMAKE_CURRENT_LIST_DIR}/ThreadSanitizerClone.cpp) # of every program that starts others
elseif(PH_SANITIZE)
  message(FATAL_ERROR "PH_SANITIZE is '${PH_SANITIZE}'; it knows 'address' and 'thread'")
endif()

if(PH_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link) # coverage of our code; targets link with -fsanitize=fuzzer
endif()

find_program(PH_CCACHE ccache)
if(PH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${PH_CCACHE})
  # base_dir and no hash of the directory: another checkout of the same source hits the cache too.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${PH_CCACHE})
endif()
find_program(PH_MOLD mold)
if(PH_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
