# vouch_add_plugin(NAME SOURCES ...): a plugin from its sources; docs/plugins.md.
include(VouchLayout)

function(vouch_add_plugin name)
  add_library(plugin_${name} MODULE ${ARGN})
  set_target_properties(plugin_${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name}
    LIBRARY_OUTPUT_DIRECTORY ${VOUCH_STAGE_DIR}/${VOUCH_INSTALL_PLUGINDIR})
  target_link_options(plugin_${name} PRIVATE -Wl,-z,defs)
  install(TARGETS plugin_${name} LIBRARY DESTINATION ${VOUCH_INSTALL_PLUGINDIR})
endfunction()
