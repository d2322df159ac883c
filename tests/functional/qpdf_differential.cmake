# The PDF reader beside qpdf's: what both open must hold the same objects.
pkg_check_modules(QPDF REQUIRED IMPORTED_TARGET libqpdf)
add_executable(qpdf_differential ${CMAKE_CURRENT_LIST_DIR}/qpdf_differential.c)
target_link_libraries(qpdf_differential PRIVATE vouch_pdf PkgConfig::QPDF)
add_test(NAME functional.qpdf_differential
  COMMAND qpdf_differential ${CMAKE_CURRENT_LIST_DIR}/qpdf_differential.tsv ${VOUCH_SAMPLES}
    ${CMAKE_SOURCE_DIR}/../shared/corpus/files)
set_tests_properties(functional.qpdf_differential PROPERTIES
  FIXTURES_REQUIRED samples TIMEOUT 300 LABELS functional)
