# vouch_add_plugin(NAME SOURCES ...): a plugin from its sources; docs/plugins.md.
#
# The same function serves in this tree and, through find_package(VouchPlugin), outside of
# it. Inside, the plugin is built into the stage, where tests and an uninstalled daemon
# find it; outside, into the build folder. `cmake --install` puts it where the daemon
# looks.
if(NOT VOUCH_PLUGIN_INSTALL_DIR)
  include(VouchLayout)
  set(VOUCH_PLUGIN_INSTALL_DIR ${VOUCH_INSTALL_PLUGINDIR})
  set(VOUCH_PLUGIN_BUILD_DIR ${VOUCH_STAGE_DIR}/${VOUCH_INSTALL_PLUGINDIR})
  set(VOUCH_PLUGIN_INCLUDE_DIR ${CMAKE_SOURCE_DIR}/include)
  include(VouchPluginPackage)
endif()

function(vouch_add_plugin name)
  if(NOT name MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "a plugin's name is [a-z][a-z0-9_]*: ${name}")
  endif()
  add_library(plugin_${name} MODULE ${ARGN})
  target_include_directories(plugin_${name} PRIVATE ${VOUCH_PLUGIN_INCLUDE_DIR})
  set_target_properties(plugin_${name} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name} C_VISIBILITY_PRESET hidden
    LIBRARY_OUTPUT_DIRECTORY ${VOUCH_PLUGIN_BUILD_DIR})
  # What is missing is said when it is linked, not when the daemon starts.
  target_link_options(plugin_${name} PRIVATE -Wl,-z,defs)
  install(TARGETS plugin_${name} LIBRARY DESTINATION ${VOUCH_PLUGIN_INSTALL_DIR})
  set_property(GLOBAL APPEND PROPERTY VOUCH_PLUGINS plugin_${name})
endfunction()
