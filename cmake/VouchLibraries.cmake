# Every third-party library, all packaged in Debian 12; a room links what it names.
find_package(PkgConfig REQUIRED)
foreach(entry
    UV:libuv MHD:libmicrohttpd CRYPTO:libcrypto YAML:yaml-0.1 Z:zlib PCRE2:libpcre2-8
    JANSSON:jansson CURL:libcurl SQLITE:sqlite3 SECCOMP:libseccomp SYSTEMD:libsystemd
    LEPT:lept)
  string(REPLACE ":" ";" pair ${entry})
  list(GET pair 0 name)
  list(GET pair 1 module)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${module})
endforeach()
