# What a plugin outside of this tree needs: the headers, a CMake package, a pkg-config file.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/VouchPlugin)
configure_package_config_file(
  ${CMAKE_SOURCE_DIR}/cmake/VouchPluginConfig.cmake.in
  ${CMAKE_BINARY_DIR}/VouchPluginConfig.cmake
  INSTALL_DESTINATION ${package_dir}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR VOUCH_INSTALL_PLUGINDIR VOUCH_INSTALL_LOCALEDIR)
write_basic_package_version_file(
  ${CMAKE_BINARY_DIR}/VouchPluginConfigVersion.cmake COMPATIBILITY SameMajorVersion)
# The prefix as seen from the file: an installation can be moved.
file(RELATIVE_PATH VOUCH_PREFIX_FROM_PC /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_SOURCE_DIR}/cmake/vouchd-plugin.pc.in
  ${CMAKE_BINARY_DIR}/vouchd-plugin.pc @ONLY)

install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/vouch DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT development)
install(FILES
  ${CMAKE_BINARY_DIR}/VouchPluginConfig.cmake
  ${CMAKE_BINARY_DIR}/VouchPluginConfigVersion.cmake
  ${CMAKE_SOURCE_DIR}/cmake/VouchCatalogue.cmake
  ${CMAKE_SOURCE_DIR}/cmake/VouchPlugin.cmake
  DESTINATION ${package_dir} COMPONENT development)
install(FILES ${CMAKE_BINARY_DIR}/vouchd-plugin.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT development)
