# Where things lie below a prefix, and the same shape in the build tree: programs find
# the rest of their installation from their own place (core/base/paths.h), so what runs
# from ${VOUCH_STAGE_DIR} runs as if it were installed there.
set(VOUCH_INSTALL_LIBEXECDIR ${CMAKE_INSTALL_LIBEXECDIR}/vouchd)
set(VOUCH_INSTALL_PLUGINDIR ${CMAKE_INSTALL_LIBDIR}/vouchd/plugins)
set(VOUCH_INSTALL_CONFDIR ${CMAKE_INSTALL_DATADIR}/vouchd/conf)
set(VOUCH_INSTALL_LOCALEDIR ${CMAKE_INSTALL_DATADIR}/vouchd/locale)
set(VOUCH_STAGE_DIR ${CMAKE_BINARY_DIR}/stage)

# vouch_stage_program(TARGET FOLDER): builds into the stage and installs it, both in FOLDER.
function(vouch_stage_program target folder)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${VOUCH_STAGE_DIR}/${folder})
  install(TARGETS ${target} RUNTIME DESTINATION ${folder})
endfunction()
