# The name and time of this build, from git where there is one: VOUCH_BUILD and
# VOUCH_BUILD_TIME. Taken when CMake configures, and again when HEAD moves.
set(VOUCH_BUILD ${PROJECT_VERSION})
set(VOUCH_BUILD_TIME 1790000000) # a floor for sources without history or SOURCE_DATE_EPOCH
find_package(Git QUIET)
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} log -1 --format=%h\;%ct --abbrev=12
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE commit
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    list(GET commit 0 hash)
    list(GET commit 1 VOUCH_BUILD_TIME)
    set(VOUCH_BUILD ${PROJECT_VERSION}+${hash})
  endif()
  if(EXISTS ${CMAKE_SOURCE_DIR}/.git/logs/HEAD)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/.git/logs/HEAD)
  endif()
endif()
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  set(VOUCH_BUILD_TIME $ENV{SOURCE_DATE_EPOCH})
endif()
