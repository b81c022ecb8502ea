# SPDX-License-Identifier: GPL-3.0-or-later
# Both programs, and what a desktop needs to start the window and to follow pilothouse:// links.
include(GNUInstallDirs)
install(TARGETS pilothouse pilothousectl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES resources/desktop/pilothouse.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES resources/desktop/pilothouse.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
