# SPDX-License-Identifier: GPL-3.0-or-later
"""A lower layer can neither include nor link a higher one. Usage: check_layers.py SOURCE_DIR BUILD_DIR CXX

Compiles one-line sources with the very flags that the build uses for each layer, and configures small projects with the very
cmake/Layers.cmake. Each refusal has a control beside it that must pass, so that the reason is the right one.
"""
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

SOURCE, BUILD, CXX = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
del sys.argv[1:]

# A header of each layer that is sure to be there, found in the sources.
LAYERS = ["services", "models", "ui", "app"]


def first_header(layer):
    return min((path.relative_to(SOURCE).as_posix() for path in (SOURCE / layer).rglob("*.h")), default=None)


def flags_of(layer):
    """Command and folder of one source of the layer, from the compile database."""
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["file"])
        if file.is_relative_to(SOURCE / layer) and file.suffix == ".cpp":
            words = shlex.split(entry["command"])
            words = words[words.index(CXX):] if CXX in words else words  # without ccache
            out = []
            skip = False
            for word in words:
                if skip or word in ("-c", str(file), entry["file"]):
                    skip = False
                elif word in ("-o", "-MF", "-MT", "-MQ"):
                    skip = True
                elif word not in ("-MD", "-MMD"):
                    out.append(word)
            return out, entry["directory"]
    return None, None


def compiles(layer, header):
    words, directory = flags_of(layer)
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "probe.cpp"
        source.write_text('#include "%s"\n' % header)
        answer = subprocess.run([*words, "-fsyntax-only", str(source)], cwd=directory, capture_output=True, text=True)
    return answer.returncode == 0, answer.stderr


class Includes(unittest.TestCase):
    def test_downward_and_own_compile(self):
        for layer in LAYERS:
            words, _ = flags_of(layer)
            header = first_header("services")
            if words:
                with self.subTest(layer=layer):
                    ok, text = compiles(layer, "services/base/result.h")
                    self.assertTrue(ok, text)
        self.assertIsNotNone(header)

    def test_upward_is_not_found(self):
        tried = 0
        for low, layer in enumerate(LAYERS):
            words, _ = flags_of(layer)
            for higher in LAYERS[low + 1:]:
                header = first_header(higher)
                if not words or not header:
                    continue
                tried += 1
                with self.subTest(layer=layer, header=header):
                    ok, text = compiles(layer, header)
                    self.assertFalse(ok, "%s compiles in %s" % (header, layer))
                    self.assertIn("'%s' file not found" % header if "file not found" in text else "%s: No such file" % header, text)
        self.assertGreaterEqual(tried, 3)


PROJECT = """cmake_minimum_required(VERSION 3.25)
project(probe LANGUAGES CXX)
add_library(Qt6::Core INTERFACE IMPORTED)
add_library(Qt6::Widgets INTERFACE IMPORTED)
list(APPEND CMAKE_MODULE_PATH "%(source)s/cmake")
include(Layers)
file(WRITE ${CMAKE_BINARY_DIR}/x.cpp "int x;\\n")
set(x ${CMAKE_BINARY_DIR}/x.cpp)
set(CMAKE_AUTOMOC OFF)
foreach(known services/base services/wording services/operations services/queues models/queues)
  ph_library(${known} SOURCES ${x})
endforeach()
%(lines)s
"""


def configure(lines):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "CMakeLists.txt").write_text(PROJECT % {"source": SOURCE, "lines": lines})
        answer = subprocess.run(["cmake", "-G", "Ninja", "-S", folder, "-B", folder + "/b", "-DCMAKE_CXX_COMPILER=" + CXX,
                                 "-DCMAKE_CXX_COMPILER_WORKS=1", "-DCMAKE_CXX_COMPILER_FORCED=1"], capture_output=True, text=True)
    return answer.returncode == 0, " ".join(answer.stderr.split())


class Links(unittest.TestCase):
    def refused(self, lines, reason):
        ok, text = configure(lines)
        self.assertFalse(ok, lines)
        self.assertIn(reason, text)

    def test_downward_is_configured(self):
        ok, text = configure("ph_library(services/cache SOURCES ${x} LINKS ph::services::base ph::services::operations)\n"
                             "ph_library(ui/queues SOURCES ${x} LINKS ph::models::queues ph::services::queues QT Widgets)")
        self.assertTrue(ok, text)

    def test_upward_is_refused(self):
        self.refused("ph_library(services/cache SOURCES ${x} LINKS ph::models::queues)", "the layers point one way")
        self.refused("ph_library(services/cache SOURCES ${x} PRIVATE_LINKS ph::ui::queues)", "the layers point one way")
        self.refused("ph_library(models/cache SOURCES ${x} LINKS ph::ui::queues)", "the layers point one way")

    def test_ranks_of_services(self):
        self.refused("ph_library(services/transport/x SOURCES ${x} LINKS ph::services::operations)", "inside services the order is")
        self.refused("ph_library(services/platform SOURCES ${x} LINKS ph::services::queues)", "inside services the order is")

    def test_widgets_below_ui(self):
        self.refused("ph_library(services/cache SOURCES ${x} QT Widgets)", "services know no widgets")
        self.refused("ph_library(models/cache SOURCES ${x} QT Widgets)", "models know no widgets")


if __name__ == "__main__":
    unittest.main()
