# Writes files as C arrays: warmup-good.pdf becomes warmup_good_pdf and warmup_good_pdf_size.
file(WRITE ${OUTPUT}.new "#include \"${HEADER}\"\n")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  string(MAKE_C_IDENTIFIER ${name} name)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
  file(APPEND ${OUTPUT}.new
    "\nconst uint8_t ${name}[] = {\n${bytes}\n};\nconst size_t ${name}_size = sizeof ${name};\n")
endforeach()
file(RENAME ${OUTPUT}.new ${OUTPUT})
