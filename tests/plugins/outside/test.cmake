# Installs what plugins are built with (from BUILD), builds the plugin beside this file with
# it, with CMake and with pkg-config alone, and checks that it lands where vouchd looks.
set(work ${BUILD}/tests/plugins/outside)
file(REMOVE_RECURSE ${work})

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}:\n${output}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --component development --prefix ${work}/first)
file(RENAME ${work}/first ${work}/prefix) # an installation can be moved
run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR} -B ${work}/build
  -DCMAKE_PREFIX_PATH=${work}/prefix -DCMAKE_C_FLAGS=-Wall\ -Wextra\ -Werror)
run(${CMAKE_COMMAND} --build ${work}/build)
run(${CMAKE_COMMAND} --install ${work}/build)
foreach(file ${PLUGINS}/library.so ${LOCALE}/en/LC_MESSAGES/library.mo)
  if(NOT EXISTS ${work}/prefix/${file})
    message(FATAL_ERROR "${file} was not installed below ${work}/prefix")
  endif()
endforeach()

file(GLOB_RECURSE pc ${work}/prefix/vouchd-plugin.pc)
get_filename_component(pc_folder ${pc} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${pc_folder})
run(sh -c "cc -shared -fPIC $(pkg-config --cflags vouchd-plugin) -o ${work}/library.so \
  ${CMAKE_CURRENT_LIST_DIR}/library.c -Wl,-z,defs")
run(sh -c "test -d $(pkg-config --variable=plugindir vouchd-plugin)")
