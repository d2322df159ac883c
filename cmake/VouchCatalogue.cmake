# vouch_add_catalogue(DOMAIN FOLDER): compiles FOLDER/LANGUAGE.po to DOMAIN.mo of that
# language, in the stage and installed.
find_program(MSGFMT msgfmt REQUIRED)

function(vouch_add_catalogue domain folder)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.po)
  foreach(source ${sources})
    get_filename_component(language ${source} NAME_WE)
    set(place ${language}/LC_MESSAGES)
    set(compiled ${VOUCH_STAGE_DIR}/${VOUCH_INSTALL_LOCALEDIR}/${place}/${domain}.mo)
    add_custom_command(OUTPUT ${compiled}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${VOUCH_STAGE_DIR}/${VOUCH_INSTALL_LOCALEDIR}/${place}
      COMMAND ${MSGFMT} --check-format -o ${compiled} ${source}
      DEPENDS ${source} VERBATIM)
    list(APPEND all ${compiled})
    install(FILES ${compiled} DESTINATION ${VOUCH_INSTALL_LOCALEDIR}/${place})
  endforeach()
  add_custom_target(catalogue_${domain} ALL DEPENDS ${all})
endfunction()
