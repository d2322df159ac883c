# Warnings are errors, hardening is on, and the sanitizers and the fuzzer are
# switches: VOUCH_SANITIZE (AddressSanitizer and UBSan) and VOUCH_FUZZ (clang's
# libFuzzer beside them). The two exclude memory-limit tests, which tools/test
# runs on the plain build.
option(VOUCH_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(VOUCH_WHOLE_PROGRAM "Optimise programs across files (gcc): slower to build, some 7 % faster" OFF)
option(VOUCH_FUZZ "Build the fuzz targets with clang's libFuzzer" OFF)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

add_compile_definitions(_GNU_SOURCE)
add_compile_options(
  -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
  -Wwrite-strings -Wformat=2 -Wvla -Wundef -Wimplicit-fallthrough -Wno-missing-field-initializers
  -Wno-error=deprecated-declarations -fvisibility=hidden -fno-common
)
include_directories(${CMAKE_SOURCE_DIR}/core ${CMAKE_SOURCE_DIR}/include)

if(VOUCH_SANITIZE OR VOUCH_FUZZ)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(VOUCH_SANITIZED=1)
else()
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection
                      $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
endif()
# Optimised across files; libraries keep plain code beside it, for the tests.
if(VOUCH_WHOLE_PROGRAM)
  add_compile_options(-flto=auto -ffat-lto-objects)
  add_link_options(-flto=auto)
endif()
if(VOUCH_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
