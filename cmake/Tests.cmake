# SPDX-License-Identifier: GPL-3.0-or-later
# Where the fixture's platforms have their folders: short, for the sockets in it, and another for each build.
string(SHA1 PH_PLATFORM_BASE ${CMAKE_BINARY_DIR})
string(SUBSTRING ${PH_PLATFORM_BASE} 0 10 PH_PLATFORM_BASE)
set(PH_PLATFORM_BASE /tmp/pilothouse-test-${PH_PLATFORM_BASE})

# ph_test(unit/base SOURCES … LINKS ph::services::base) makes one executable unit_base of Qt Test classes, each file ending
# in PH_TEST(ClassName), with ctest label `unit`, and one ctest test named unit/base.
# FIXTURE platform: runs with the local platform of its label up. EXCLUSIVE: runs alone (it kills or stops a server).
function(ph_test path)
  cmake_parse_arguments(T "EXCLUSIVE;NO_MAIN;GUI" "FIXTURE;TIMEOUT" "SOURCES;LINKS;QT;EXTERNAL;ENVIRONMENT;RESOURCES" ${ARGN})
  string(REPLACE "/" "_" target ${path})
  string(REGEX MATCH "^[a-z]+" label ${path})
  add_executable(${target} ${T_SOURCES} ${T_RESOURCES})
  set_target_properties(${target} PROPERTIES AUTOMOC ON AUTORCC ON UNITY_BUILD OFF
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${target} PRIVATE PH_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${T_LINKS} Qt6::Test ${T_EXTERNAL})
  foreach(module IN LISTS T_QT)
    target_link_libraries(${target} PRIVATE Qt6::${module})
  endforeach()
  if(NOT T_NO_MAIN)
    if(T_GUI OR label STREQUAL "ui")
      target_link_libraries(${target} PRIVATE ph_testmain_gui)
    else()
      target_link_libraries(${target} PRIVATE ph_testmain_core)
    endif()
  endif()
  add_test(NAME ${path} COMMAND ${target})
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  set_tests_properties(${path} PROPERTIES LABELS ${label} TIMEOUT ${T_TIMEOUT}
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;PH_CTL=${CMAKE_BINARY_DIR}/bin/pilothousectl;PH_SOURCE_DIR=${CMAKE_SOURCE_DIR};PH_PLATFORM_BASE=${PH_PLATFORM_BASE};PH_PLATFORM_NAME=${label};${T_ENVIRONMENT}")
  if(T_FIXTURE)
    set_tests_properties(${path} PROPERTIES FIXTURES_REQUIRED ${T_FIXTURE}_${label})
  endif()
  if(T_EXCLUSIVE)
    set_tests_properties(${path} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()
